"""The entries of the table of properties that are no daily ones.

They are understood in sentences and files, and shown where they are asked for.

What an entry is, and that a word more needs nothing else, `hubspot_tools.values.property_table` tells.
"""

from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.values.vocabulary_entry import PropertyEntry, Wording

FURTHER_PROPERTIES = (
    PropertyEntry(
        "hubspot_owner_id",
        kind=PropertyKind.OWNER,
        english=Wording(
            label="Owner",
            said="owner",
            words="owner, contact owner, account owner",
            columns="sales owner, sales owner email, owner email, owner name, contact owner email, lead owner, record owner",
        ),
        french=Wording(
            label="Propriétaire",
            said="le propriétaire",
            words="propriétaire, propriétaire du contact, commercial attitré, responsable du compte",
            columns="e mail du propriétaire, nom du propriétaire, propriétaire du lead",
        ),
    ),
    PropertyEntry(
        "hs_lead_status",
        kind=PropertyKind.CHOICE,
        english=Wording(label="Lead status", said="lead status", words="lead status"),
        french=Wording(
            label="Statut du lead",
            said="le statut du lead",
            words="statut du lead, statut de lead, statut lead",
        ),
    ),
    PropertyEntry(
        "address",
        hints="adresse, address, rue, street",
        english=Wording(
            label="Address",
            said="address",
            words="address, street address, postal address, mailing address",
            columns="street, business street",
        ),
        french=Wording(
            label="Adresse", said="l’adresse", words="adresse, adresse postale", columns="rue, voie"
        ),
    ),
    PropertyEntry(
        "zip",
        english=Wording(
            label="Postcode",
            said="postal code",
            words="zip, zip code, postcode, postal code, zipcode",
            columns="business postal code",
        ),
        french=Wording(label="Code postal", said="le code postal", words="code postal, cp", columns="npa"),
    ),
    PropertyEntry(
        "country",
        english=Wording(label="Country", said="country", words="country"),
        french=Wording(label="Pays", said="le pays", words="pays"),
    ),
    PropertyEntry(
        "state",
        english=Wording(said="state", words="state, county, state region", spoken="region"),
        french=Wording(said="la région", spoken="région, département, etat"),
    ),
    PropertyEntry(
        "website",
        initials="w",
        english=Wording(
            label="Website",
            said="website",
            words="website, web site, site, web, url, homepage, website url",
            columns="web page",
        ),
        french=Wording(
            label="Site web",
            said="le site web",
            words="site, site web, site internet, url, site de la société",
            columns="page web",
        ),
    ),
    PropertyEntry(
        "fax",
        kind=PropertyKind.PHONE,
        initials="f",
        english=Wording(said="fax number", words="fax, fax number"),
        french=Wording(said="le fax", words="fax, télécopie, numéro de fax"),
    ),
    PropertyEntry(
        "salutation",
        english=Wording(said="salutation", words="salutation"),
        french=Wording(said="la civilité", words="civilité, titre de civilité"),
    ),
    PropertyEntry(
        "industry",
        english=Wording(said="industry", words="industry, sector"),
        french=Wording(said="le secteur d’activité", words="secteur, secteur d'activité"),
    ),
    PropertyEntry(
        "hs_language",
        kind=PropertyKind.CHOICE,
        hints="speaks, speak, parle, parlent",
        english=Wording(said="language", words="language, preferred language", spoken="speaks, speak"),
        french=Wording(
            said="la langue", words="langue, langue préférée, langue parlée", spoken="parle, parlent"
        ),
    ),
    PropertyEntry(
        "date_of_birth",
        english=Wording(
            said="date of birth", words="date of birth, birthday, birth date, dob, born on, was born on"
        ),
        french=Wording(
            said="la date de naissance",
            words="date de naissance, anniversaire, naissance, né le, née le, est né le, est née le",
        ),
    ),
    PropertyEntry(
        "lastmodifieddate",
        kind=PropertyKind.DATETIME,
        english=Wording(label="Last change"),
        french=Wording(label="Dernière modification"),
    ),
    PropertyEntry(
        "fullname",  # no property of any account: what people call the first and the last name together
        english=Wording(said="name", spoken="name, full name, spelling, spelling of the name"),
        french=Wording(
            said="le nom",
            spoken="""orthographe, orthographe du nom, nom, nom complet, nom et prénom, prénom et nom, nom prénom
                prénom nom""",
        ),
    ),
)
