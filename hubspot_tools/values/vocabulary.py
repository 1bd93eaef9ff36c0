"""Everyday French and English words for what HubSpot calls by internal names.

Keys are folded (see `hubspot_tools.values.text.fold`). The account's own labels come first; these words
only help where they say nothing, for instance to a French reader of an English-speaking account.
"""

PROPERTY_WORDS = {
    "e mail": "email",
    "mail": "email",
    "courriel": "email",
    "adresse e mail": "email",
    "adresse mail": "email",
    "email address": "email",
    "first name": "firstname",
    "given name": "firstname",
    "prenom": "firstname",
    "last name": "lastname",
    "family name": "lastname",
    "surname": "lastname",
    "nom": "lastname",
    "nom de famille": "lastname",
    "phone number": "phone",
    "telephone": "phone",
    "tel": "phone",
    "numero de telephone": "phone",
    "fixe": "phone",
    "mobile": "mobilephone",
    "mobile phone": "mobilephone",
    "cell": "mobilephone",
    "cell phone": "mobilephone",
    "portable": "mobilephone",
    "telephone portable": "mobilephone",
    "telephone mobile": "mobilephone",
    "company name": "company",
    "organisation": "company",
    "organization": "company",
    "societe": "company",
    "entreprise": "company",
    "job": "jobtitle",
    "job title": "jobtitle",
    "title": "jobtitle",
    "position": "jobtitle",
    "fonction": "jobtitle",
    "poste": "jobtitle",
    "intitule de poste": "jobtitle",
    "intitule du poste": "jobtitle",
    "town": "city",
    "ville": "city",
    "zip code": "zip",
    "postcode": "zip",
    "postal code": "zip",
    "code postal": "zip",
    "country": "country",
    "pays": "country",
    "street": "address",
    "street address": "address",
    "adresse postale": "address",
    "rue": "address",
    "site": "website",
    "site web": "website",
    "site internet": "website",
    "website url": "website",
    "secteur": "industry",
    "secteur d activite": "industry",
    "stage": "lifecyclestage",
    "lifecycle": "lifecyclestage",
    "lifecycle stage": "lifecyclestage",
    "phase": "lifecyclestage",
    "phase du cycle de vie": "lifecyclestage",
    "cycle de vie": "lifecyclestage",
    "etape du cycle de vie": "lifecyclestage",
    "owner": "hubspot_owner_id",
    "contact owner": "hubspot_owner_id",
    "proprietaire": "hubspot_owner_id",
    "proprietaire du contact": "hubspot_owner_id",
    "lead status": "hs_lead_status",
    "statut du lead": "hs_lead_status",
}
"""Names a person may give to a property."""

HEADING_WORDS = {
    **dict.fromkeys(("e mails", "email work", "work email", "business email", "professional email"), "email"),
    **dict.fromkeys(("email pro", "mail pro", "e mail pro", "adresse electronique"), "email"),
    **dict.fromkeys(("email professionnel", "e mail professionnel", "courriel professionnel"), "email"),
    **dict.fromkeys(("e mail address", "mail address", "adresse courriel", "adresse email"), "email"),
    **dict.fromkeys(("first", "forename", "prenoms", "prenom du contact"), "firstname"),
    **dict.fromkeys(("last", "nom du contact", "nom famille"), "lastname"),
    **dict.fromkeys(("business phone", "work phone", "office phone", "company phone", "landline"), "phone"),
    **dict.fromkeys(("tel fixe", "tel pro", "telephone pro", "telephone fixe", "ligne directe"), "phone"),
    **dict.fromkeys(("telephone professionnel", "telephone bureau", "numero", "n de telephone"), "phone"),
    **dict.fromkeys(("mobile number", "tel mobile", "tel portable", "gsm", "natel"), "mobilephone"),
    **dict.fromkeys(
        ("account", "account name", "employer", "organization name", "organisation name"), "company"
    ),
    **dict.fromkeys(("raison sociale", "employeur", "nom de la societe", "nom de l entreprise"), "company"),
    **dict.fromkeys(("organization title", "role", "intitule", "titre", "qualite"), "jobtitle"),
    **dict.fromkeys(("business city", "work city", "localite", "commune"), "city"),
    **dict.fromkeys(("business postal code", "cp", "npa"), "zip"),
    **dict.fromkeys(("business street", "adresse", "voie"), "address"),
    **dict.fromkeys(("web page", "url", "page web"), "website"),
}
"""Headings that address books and exports give to their columns, beside `PROPERTY_WORDS`.

They are too vague for a sentence, where "first" or "role" may mean anything.
"""

STAGE_WORDS = {
    "abonne": "subscriber",
    "abonnee": "subscriber",
    "prospect": "lead",
    "piste": "lead",
    "mql": "marketingqualifiedlead",
    "lead qualifie marketing": "marketingqualifiedlead",
    "lead marketing qualifie": "marketingqualifiedlead",
    "lead marketing": "marketingqualifiedlead",
    "marketing qualified lead": "marketingqualifiedlead",
    "sql": "salesqualifiedlead",
    "lead qualifie commercial": "salesqualifiedlead",
    "lead commercial qualifie": "salesqualifiedlead",
    "lead commercial": "salesqualifiedlead",
    "sales qualified lead": "salesqualifiedlead",
    "opportunite": "opportunity",
    "deal": "opportunity",
    "affaire": "opportunity",
    "client": "customer",
    "cliente": "customer",
    "ambassadeur": "evangelist",
    "ambassadrice": "evangelist",
    "evangeliste": "evangelist",
    "promoteur": "evangelist",
    "autre": "other",
}
"""Names a person may give to HubSpot's default lifecycle stages; a plural ``s`` is forgiven elsewhere."""

DEFAULT_STAGES = {
    "subscriber": "Subscriber",
    "lead": "Lead",
    "marketingqualifiedlead": "Marketing Qualified Lead",
    "salesqualifiedlead": "Sales Qualified Lead",
    "opportunity": "Opportunity",
    "customer": "Customer",
    "evangelist": "Evangelist",
    "other": "Other",
}
"""HubSpot's lifecycle stages before an account changes them, in their order; source: HubSpot's
"Use contact and company lifecycle stages"."""

DEFAULT_LABELS = {
    "email": "Email",
    "firstname": "First Name",
    "lastname": "Last Name",
    "phone": "Phone Number",
    "mobilephone": "Mobile Phone Number",
    "company": "Company Name",
    "jobtitle": "Job Title",
    "city": "City",
    "lifecyclestage": "Lifecycle Stage",
}
"""HubSpot's English labels of the daily properties."""

TRUE_WORDS = frozenset({"true", "yes", "y", "oui", "o", "vrai", "1", "on", "coche", "checked"})
FALSE_WORDS = frozenset({"false", "no", "n", "non", "faux", "0", "off", "decoche", "unchecked"})

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan", "janvier", "janv"),
            ("february", "feb", "fevrier", "fevr", "fev"),
            ("march", "mar", "mars"),
            ("april", "apr", "avril", "avr"),
            ("may", "mai"),
            ("june", "jun", "juin"),
            ("july", "jul", "juillet", "juil"),
            ("august", "aug", "aout"),
            ("september", "sept", "sep", "septembre"),
            ("october", "oct", "octobre"),
            ("november", "nov", "novembre"),
            ("december", "dec", "decembre"),
        ),
        start=1,
    )
    for name in names
}
"""Month names and their usual short forms, by number."""

COURTESIES = frozenset(
    {
        "m",
        "mr",
        "mrs",
        "ms",
        "miss",
        "mme",
        "mlle",
        "dr",
        "pr",
        "prof",
        "monsieur",
        "madame",
        "docteur",
        "maitre",
    }
)
"""Titles put before a name; no part of it."""

COMPANY_FORMS = frozenset(
    {
        *("sa", "sas", "sasu", "sarl", "eurl", "sci", "scop", "snc", "gie"),
        *("inc", "incorporated", "corp", "corporation", "co", "company", "llc", "llp", "lp"),
        *(
            "ltd",
            "limited",
            "plc",
            "gmbh",
            "ag",
            "kg",
            "ug",
            "bv",
            "nv",
            "spa",
            "srl",
            "oy",
            "ab",
            "as",
            "aps",
        ),
        *("cie", "compagnie", "ste", "societe", "ets", "etablissements", "group", "groupe", "holding"),
    }
)
"""Legal forms and other words of a company's name that people leave out or add."""

PARTICLES = frozenset(
    {
        "d",
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "l",
        "van",
        "von",
        "der",
        "den",
        "di",
        "da",
        "el",
        "al",
        "y",
        "of",
    }
)
"""Small words inside family names that people leave out or add."""
