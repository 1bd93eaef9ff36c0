"""English words about contacts, by what they mean. Case is folded away on loading."""

from typing import Final

from assistant.language.words.lexemes import Tag

PHRASES: Final[dict[Tag, str]] = {
    Tag.FIND: """who do i know|find|search|search for|searching for|look for|looking for|i'm looking for|i am looking for|
        im looking for|look up|lookup|show|list|get|pull up|pull|display|open|view|bring up|who is|who's|whos|
        who are|who works|who work|who do we have|who do we know|who has|do we have|do you have|have we got|do we know|
        do you know|is there|are there|what is|what's|whats|what are|give|tell me about|fetch|
        how many|how many are|info on|information on|info about|details of|details for|details about|
        summarise|summarize|check|see|i want to see|have you got|got any|any|locate|whose|which|retrieve|
        do i have|who at|what do we have on|what do you have on|gimme|who called from|who called me from|who is calling from|
        is there an account for|is there a record for|do we have a record for|do we have a contact for""",
    Tag.CREATE: """create|creating|new contact|new record|register|save|enter|set up|make a new contact|
        make a contact|make a new record|create a record|create a new record|a new contact|open a record for|create him|create her|create it""",
    Tag.ADD: "add|insert|add in|append",
    Tag.UPDATE: """chg|assign|reassign|change|update|set|edit|modify|correct|fix|replace|amend|use|note|put|adjust|overwrite|switch|changing|updating""",
    Tag.TURN: "make|mark|turn|move|promote|convert|flag|set",
    Tag.RENAME: "rename",
    Tag.CLEAR: """clear|erase|remove|delete|empty|blank|wipe|get rid of|drop|take out|take off|clear out|
        blank out|archive|destroy""",
    Tag.MERGE: "merge|dedupe|deduplicate|combine",
    Tag.SEND: """send|write to|write an email|draft|call|phone up|ring|schedule|book|remind me|export|import|print|
        translate|invite|text him|text her|message him|message her|email him|email her|unsubscribe|opt out|share|notify""",
    Tag.OBJECT: """deal|deals|ticket|tickets|task|tasks|notes|meeting|meetings|invoice|invoices|quote|quotes|a note|
        a company|the company record|campaign|campaigns|workflow|workflows|reminder|mailing list|pipeline|
        a company record|company record|newsletter|to the list|to the newsletter|to the mailing list|to a list""",
    Tag.OFF_TOPIC: """how much is|weather|joke|what time|poem|song|recipe|how are you|how's it going|hows it going|
        what's up|whats up|tell me a story|capital of|stock price|translate|horoscope|football""",
    Tag.SECRET: """your key|your api key|api key|api keys|your token|the token|hubspot token|access token|
        your prompt|system prompt|your instructions|your system prompt|environment variables|env file|
        password|passwords|ignore previous instructions|ignore your instructions|ignore all previous instructions""",
    Tag.CANCEL: """undo the last change|undo my last change|undo last change|undo the change|cancel|cancel that|cancel it|never mind|nevermind|nvm|forget it|forget that|forget about it|
        stop|abort|nothing|no never mind|no cancel|no forget it|scrap that|leave it|drop it|don't bother|
        actually no|don't do it|undo|undo that|undo it|revert|revert that|do nothing|not now""",
    Tag.YES: """yes|yeah|yep|yup|sure|yes please|go ahead|do it|confirm|okay|ok|of course|sounds good|
        please do|yes do|yes create it|create it|y|absolutely|definitely|i confirm|right|correct that's it|
        yes go ahead|approve|approved|looks good|that's right|yes create him|yes create her|create him|create her""",
    Tag.NO: "no|nope|nah|no thanks|no thank you|not that one|not this one|no no",
    Tag.ANYWAY: "anyway|create anyway|create it anyway|yes anyway|do it anyway|create him anyway|create her anyway",
    Tag.ENOUGH: """nothing else|i have nothing else|i've nothing else|there is nothing else|i know nothing else|nothing more|i have nothing more|
        that's all i have|that's all i know|that is all i have|that's everything""",
    Tag.SAME: "same|the same|exactly the same",
    Tag.INSTEAD: """instead|actually|rather|oops|sorry|i mean|i meant|my mistake|wait|hold on|on second thought|
        on second thoughts|correction|should be|it should be|it's actually|make it|make that|hmm|um|uh|oh""",
    Tag.GREETING: """hello|hi|hey|hello there|hi there|hey there|good morning|good afternoon|good evening|yo|
        howdy|greetings|hiya""",
    Tag.THANKS: """thanks|thank you|thank you very much|thanks a lot|thx|cheers|many thanks|ty|great thanks|
        perfect thanks|ok thanks|awesome|great|perfect|nice|cool|thank u|much appreciated|brilliant|lovely|
        thanks so much|good job|well done|great job""",
    Tag.HELP: """do you speak english|do you speak french|can you speak french|help|help me|what can you do|what can i do|what do you do|how does this work|how do i use this|
        how does it work|what can i ask|what can u do|i need help|how do you work|what are you able to do|
        what are your features|how do i use you|instructions|commands|what is this|what's this""",
    Tag.IDENTITY: """who are you|what are you|are you a bot|are you a robot|are you an ai|are you human|
        which model are you|what model are you|are you chatgpt|are you real|what's your name|what is your name|
        are you gpt|who r u""",
    Tag.NO_EMAIL: """no email|no e mail|no mail|without email|without an email|without e mail|without an e mail|
        i don't have it|don't have it|i don't have one|don't have one|no email address|i don't know|dont have it|
        i don't have an email|i don't have the email|i don't have his email|i don't have her email|
        don't know|dunno|no idea|no clue|idk|unknown|n a|not available|i dont have it|i don't know it|there is none|none|
        without an address|doesn't have one|he doesn't have one|she doesn't have one|skip|skip it|skip the email""",
    Tag.NEXT: """next|next page|next one please|more|show more|more results|the rest|see more|show me more|
        the next page|next ones|continue|load more|what else|go on|the next ones|keep going|more please|next please""",
    Tag.PREVIOUS: "previous|previous page|the previous page|back|go back",
    Tag.PAGE: "page|the page|go to page|show page|show me page",
    Tag.FILLER: """another thing|one more thing|one last thing|please|pls|plz|can you|could you|would you|can u|could u|will you|i want to|i want|i wanna|
        i'd like to|i'd like|i would like to|i would like|i need to|i need|we need to|we need|let's|lets|me|us|
        know|to know|do you know if|do we know if|do you know whether|whether|tell me|tell me if|know if|i met|i just met|we met|in the database|in hubspot|in the crm|in our crm|in my contacts|in our contacts|to my contacts|to our contacts|to the contacts|to hubspot|to the crm|in the system|by|for me|best regards|kind regards|regards|sincerely|warm regards|work|working|just|so|also|quickly|asap|kindly|if you can|if possible|would you mind|mind|then|and|to|
        without asking|without confirmation|without confirming|no need to confirm|right away|well|can i|
        could i|may i|can we|could we|do|you|note that|fyi|that|i have to|i must|i'm trying to|trying to|
        help me to|i'm|im|don't ask|skip confirmation|straight away|urgent|urgently|by the way|btw|hereby|
        want to|wanna|gonna|need to|need|got|i have|the following|as follows|lol|haha|hahaha|ha ha|lmao|xd|rofl|i've got|i got|have got|u got|you got|on the line|on the phone|
        i spoke with|i just spoke with|i spoke to|i just spoke to|just spoke with|just spoke to|i think|i guess|i believe|if i remember|i talked to|
        i just talked to|just talked to|got off the phone with|just got off the phone with|just met|with us|
        of ours|typo|fix typo|fix the typo|if you please|as soon as possible|in there|on file|u""",
    Tag.DETERMINER: "field|the field|property|the property|the|a|an|this|that|these|those|my|our|your|some|any|which|what",
    Tag.POSSESSIVE: "his|her|their|its",
    Tag.PRONOUN: """him|her|he|she|it|them|they|this contact|that contact|this person|that person|this one|
        that one|the contact|this guy|this lady|this record|that record|this lead|this customer|the record""",
    Tag.THAT_ONE: "the one|the other one|the other|the one who|the ones|the one who works|the one that works|the guy|the woman|the person",
    Tag.ONE: "one|ones|result|contact|record|on the list|in the list|person",
    Tag.OF: "of|for|from",
    Tag.AT: """at|working at|who works at|who work at|works at|working for|who works for|works for|who work for|
        employed by|employed at|from the company|at the company|from company|at company|who is at|who are at|
        with the company|of the company|in the company|is at|inside|over at|work at|work for""",
    Tag.PLACE: "in|from|based in|located in|living in|near|who lives in|who live in|around",
    Tag.TO: "to|into|as|with|by|at|for|a|an|from",
    Tag.AS: "down as|down as a|down as an|as|as the|for",
    Tag.FOR: "for|to|of|on|for contact|to contact|on contact|from|at",
    Tag.COPULA: """is|are|it's|its|becomes|should be|must be|will be|equals|be|should now be|needs to be|
        should read|is spelled|is spelt|is now|changed to|has changed to""",
    Tag.AND: "and|and also|also|plus|then|and then|as well as",
    Tag.HAS: """has|has a|got|has got|has a new|got a new|changed|has changed|just got|now has|just changed|
        changed her|changed his|changed their""",
    Tag.NEW: "new|brand new|correct|right|proper|updated|latest",
    Tag.NOW: "now|currently|nowadays|from now on|as of today|today",
    Tag.BECOMES: """is now|is now a|is now an|is now the|became|has become|became a|was promoted to|
        got promoted to|has been promoted to|was named|is now our|is no longer a lead but|just became|
        has just become|was appointed|was just promoted to""",
    Tag.MOVES: """now works at|now works for|works now at|works now for|moved to|has moved to|joined|has joined|
        is now at|is now with|is now working at|is now working for|just joined|left for|works at now|now at|
        switched to|has just joined|just moved to|is working at|went to""",
    Tag.LEAVES: """quit|has quit|just quit|left|has left|just left|no longer works at|no longer works for|doesn't work for|leaving|is leaving|leaves|quit working at|is no longer at|is no longer with|
        doesn't work at|has just left""",
    Tag.CONTACT: "colleague|coworker|acquaintance|the contact|the record|this contact|that contact|this person|that person|this record|that record|contact|record|contact record|person|someone|somebody|anyone|anybody|profile|details|info|guy|lady",
    Tag.PEOPLE: """contacts|people|everyone|everybody|records|persons|guys|employees|colleagues|folks|anyone|
        anybody|someone|staff|results|names""",
    Tag.ALL: """all|every|each|all the|all of the|all my|all our|everyone|everybody|all of|our|my|recent|newest|latest|
        most recent|the latest|the newest|the most recent""",
    Tag.NAMED: """named|called|by the name of|whose name is|with the name|who is called|with name|named as|
        his name is|her name is|name is""",
    Tag.WITH: "with|having|who has|whose|with the|that has|who have",
    Tag.QUESTION: "why|how|when|what|which|where|who|does|did|should|is it|are they|how much",
    Tag.DEPARTMENT: """sales|marketing|operations|engineering|product|products|finance|people|hr|it|growth|
        customer|customers|design|procurement|research|development|legal|security|data|business|staff|department|
        technology|communications|human|partnerships|accounts|strategy|quality|logistics|success|support|talent|
        brand|content|digital|innovation|supply|production|maintenance|sports|school|science|state""",
    Tag.TALK: """prefers|prefer|likes|exist|exists|existing|already|there|here|yet|still|works|lives|live|living|does|did|doing|don't|doesn't|
        didn't|isn't|aren't|wasn't|hasn't|haven't|has|have|had|was|were|been|being|is|are|am|could|should|would|
        i|i've|i'll|i'd|we|we've|u|they're|you|spoke|talked|met|got|gets|called|call|calling|calls|remember|forgot|know|knows|need|
        needs|want|wants|if|because|so|please|pls|anymore|any more|signed|quit|retired|married|if there is|
        says|said|told|asked|wrote|mind|both|misspelled|misspelt|really|something|think|guess|believe|maybe|perhaps|probably|again|ones""",
    Tag.FAREWELL: "bye|bye bye|goodbye|see you|see ya|cya|have a nice day|have a good day|that's all|that's it|that will be all",
    Tag.BOTH: "both|both of them|all of them|the two|all three|both contacts",
    Tag.MET: "i met|i just met|we met|just met|we just met",
    Tag.STARTS: """starts with|start with|starting with|begins with|begin with|beginning with|that starts with|
        that start with|who start with|that begins with|that begin with""",
    Tag.ENDS: "ends with|ending with|ending in|ends in|that ends with|that end with|end with",
    Tag.WRONG: """is wrong|was wrong|are wrong|is incorrect|is not right|isn't right|is not correct|isn't correct|
        is outdated|is out of date|doesn't work anymore|does not work anymore|no longer works|doesn't work|
        isn't valid anymore|is no longer valid|is misspelled|is misspelt|is mistyped|has a typo|bounces|bounced|
        wrong|incorrect|misspelled|misspelt|mistyped""",
    Tag.NOT: "isn't|is not|it's not|and not|not|instead of|rather than|in place of",
    Tag.BUT: "but|but is|but now|but is now",
    Tag.NO_LONGER: """is no longer|is no longer a|is no longer an|is no longer the|no longer|is not anymore|isn't the|
        is not the|isn't our""",
    Tag.LIVES: """lives in|now lives in|lives now in|is now based in|is based in|is now in|relocated to|has relocated to|
        is moving to|now based in|lives at|now lives at""",
    Tag.TIME: """tomorrow|tonight|this week|last week|this month|last month|yesterday|today|this year|last year|this morning|
        recently created|recently added|since monday|in january|in february|in march|in april|in june|in july|
        in august|in september|in october|in november|in december""",
    Tag.WITHOUT: "without|with no|missing|who have no|that have no|lacking|without a|without an",
    Tag.COURTESY: "mr|mrs|ms|miss|dr|prof|sir",
}

ORDINALS: Final[dict[str, str]] = {
    "1": "first|1st|very first",
    "2": "second|2nd",
    "3": "third|3rd",
    "4": "fourth|4th",
    "5": "fifth|5th",
    "6": "sixth|6th",
    "7": "seventh|7th",
    "8": "eighth|8th",
    "9": "ninth|9th",
    "10": "tenth|10th",
    "-1": "last|very last",
    "-2": "second to last|next to last",
}

TITLES: Final = """ceo|cto|cfo|coo|cmo|cio|cro|ciso|cpo|chro|vp|vps|ceos|ctos|cfos|svp|evp|avp|director|directors|manager|managers|head|heads|
    chief|president|founder|founders|cofounder|co founder|owner|owners|partner|partners|engineer|engineers|
    developer|developers|consultant|consultants|accountant|accountants|buyer|buyers|sales|salesperson|analyst|
    analysts|officer|officers|designer|designers|assistant|assistants|secretary|lawyer|lawyers|architect|
    architects|technician|technicians|coordinator|coordinators|specialist|specialists|recruiter|recruiters|
    supervisor|lead developer|administrator|nurse|doctor|doctors|executive|executives|intern|interns|
    representative|chairman|chairwoman|controller|scientist|marketer|marketers|product owner|senior|junior|
    team lead|account executive|account manager|purchasing|procurement|marketing"""


QUESTIONS: Final[dict[str, str]] = {
    "company": "where does|who does|where do|where is",
    "city": "where lives|where does he live|where does she live",
    "phone": "how do i reach|how can i reach|how to reach|how do i contact|how do i call|how can i contact",
    "role": "who handles|who is in charge of|who runs|who manages|who is responsible for|who looks after",
    "jobtitle": "what does",
}
"""Questions that name a property without a field word; "role" ones are about who does something."""
