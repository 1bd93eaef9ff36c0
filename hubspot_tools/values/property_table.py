"""The properties people speak of, and every word for them.

A daily property more is an entry more, here alone: headings, labels, the sentence reader, grounding, replies and
cards derive their tables from these entries (see `hubspot_tools.values.vocabulary`). A word more is written into the
list of those who say it (see `Wording`). What else an account has, its catalogue tells, in the account's own words.
"""

from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.values.further_properties import FURTHER_PROPERTIES
from hubspot_tools.values.vocabulary_entry import PropertyEntry, Wording

PROPERTY_TABLE = (
    PropertyEntry(
        "email",
        kind=PropertyKind.EMAIL,
        daily=True,
        contact_detail=True,
        hubspot_label="Email",
        initials="e",
        hints="adresse, address",
        english=Wording(
            label="E-mail",
            said="e-mail address",
            words="email, e mail, mail, email address, e mail address, mail address, work email, emails",
            columns="e mails, email work, business email, professional email",
        ),
        french=Wording(
            label="E-mail",
            said="l’adresse e-mail",
            words="""email, mail, e mail, courriel, adresse mail, adresse email, adresse e mail, adresse électronique, mél
                adresse de messagerie, emails, mails, mail pro, email pro, e mail pro, adresse pro""",
            columns="""email professionnel, e mail professionnel
                courriel professionnel, adresse courriel""",
        ),
    ),
    PropertyEntry(
        "firstname",
        daily=True,
        hubspot_label="First Name",
        english=Wording(
            label="First name",
            said="first name",
            words="first name, firstname, given name, forename",
            columns="first",
        ),
        french=Wording(
            label="Prénom", said="le prénom", words="prénom, prenoms", columns="prénom du contact"
        ),
    ),
    PropertyEntry(
        "lastname",
        daily=True,
        hubspot_label="Last Name",
        english=Wording(
            label="Last name",
            said="last name",
            words="last name, lastname, surname, family name",
            columns="last",
        ),
        french=Wording(
            label="Nom",
            said="le nom",
            words="nom de famille, patronyme",
            columns="nom, nom du contact, nom famille",
        ),
    ),
    PropertyEntry(
        "phone",
        kind=PropertyKind.PHONE,
        daily=True,
        contact_detail=True,
        hubspot_label="Phone Number",
        initials="tp",
        hints="number, num, ligne, line",
        english=Wording(
            label="Phone",
            said="phone number",
            words="""phone, phone number, telephone, telephone number, tel, landline, direct line, direct dial, direct number, office line, work line, desk line, office phone, work phone
                phone no, phone nr, nr, tel no, office number, work number, desk phone, phones""",
            spoken="number, ph, contact number",
            columns="business phone, company phone",
        ),
        french=Wording(
            label="Téléphone",
            said="le téléphone",
            words="""téléphone, tél, numéro, numéro de téléphone, numéro de tel, num de tel, téléphone fixe, fixe
                ligne directe, tél fixe, n° de téléphone, no de téléphone, téléphone bureau, tel bureau, numero tel
                numero telephone, num tel, n° de tel, n° tel, tel pro, téléphone pro, numéro pro""",
            spoken="num, ligne, standard",
            columns="téléphone professionnel",
        ),
    ),
    PropertyEntry(
        "mobilephone",
        kind=PropertyKind.PHONE,
        daily=True,
        contact_detail=True,
        hubspot_label="Mobile Phone Number",
        initials="m",
        hints="phone, telephone, numero, number, num",
        english=Wording(
            label="Mobile",
            said="mobile number",
            words="""mobile, mobile phone, mobile number, cell, cell phone, cellphone, cell number, mob, cell phone number
                mobile phone number""",
        ),
        french=Wording(
            label="Mobile",
            said="le portable",
            words="""portable, mobile, numéro de portable, numéro de mobile, téléphone portable, téléphone mobile
                tel portable, tel mobile, gsm, mob, num de portable, numero portable""",
            spoken="port, 06, 07",
            columns="natel",
        ),
    ),
    PropertyEntry(
        "company",
        daily=True,
        hubspot_label="Company Name",
        hints="boite, firm, works, travaille, quitte, quit, left, leaves",
        english=Wording(
            label="Company",
            said="company",
            words="company, company name, employer, organisation, organization",
            spoken="firm, org, business",
            columns="account, account name, organization name, organisation name",
        ),
        french=Wording(
            label="Société",
            said="la société",
            words="""société, entreprise, employeur, organisation, organisme, nom de la société, compagnie
                raison sociale""",
            spoken="boîte, ste",
            columns="nom de l'entreprise",
        ),
    ),
    PropertyEntry(
        "jobtitle",
        daily=True,
        hubspot_label="Job Title",
        english=Wording(
            label="Job title",
            said="job title",
            words="title, job title, jobtitle, job, position, role, occupation, function",
            columns="organization title",
        ),
        french=Wording(
            label="Poste",
            said="la fonction",
            words="""poste, fonction, titre, intitulé de poste, intitulé du poste, métier, rôle, job, emploi
                titre de poste, profession""",
            columns="intitulé, qualité",
        ),
    ),
    PropertyEntry(
        "city",
        daily=True,
        hubspot_label="City",
        english=Wording(label="City", said="city", words="city, town", columns="business city, work city"),
        french=Wording(label="Ville", said="la ville", words="ville, commune", columns="localité"),
    ),
    PropertyEntry(
        "lifecyclestage",
        kind=PropertyKind.CHOICE,
        daily=True,
        hubspot_label="Lifecycle Stage",
        hints="etape",
        english=Wording(
            label="Lifecycle stage",
            said="lifecycle stage",
            words="stage, lifecycle stage, lifecycle, life cycle stage, lifecyclestage",
            spoken="status",
        ),
        french=Wording(
            label="Phase du cycle de vie",
            said="la phase du cycle de vie",
            words="phase, étape du cycle de vie, phase du cycle de vie, cycle de vie, étape de cycle de vie",
            spoken="étape, statut client, stade",
        ),
    ),
    *FURTHER_PROPERTIES,
)
