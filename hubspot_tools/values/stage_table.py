"""HubSpot's lifecycle stages before an account changes them, in their order, and every word for them.

Source of names, labels and order: HubSpot's "Use contact and company lifecycle stages".
"""

from hubspot_tools.values.vocabulary_entry import VocabularyEntry, Wording

STAGE_TABLE = (
    VocabularyEntry(
        "subscriber",
        hubspot_label="Subscriber",
        english=Wording(label="Subscriber", words="subscriber, subscribers"),
        french=Wording(label="Abonné", words="abonné, abonnée, abonnés, abonnées, inscrit, inscrite"),
    ),
    VocabularyEntry(
        "lead",
        hubspot_label="Lead",
        english=Wording(label="Lead", words="lead, leads, prospect, prospects"),
        french=Wording(label="Lead", words="prospect, prospects, prospecte, piste, pistes, lead, leads"),
    ),
    VocabularyEntry(
        "marketingqualifiedlead",
        hubspot_label="Marketing Qualified Lead",
        english=Wording(
            label="Marketing qualified lead",
            words="mql, mqls, marketing qualified, marketing qualified lead, marketing qualified leads",
        ),
        french=Wording(
            label="Lead qualifié marketing",
            words="""mql, mqls, lead marketing, lead qualifié marketing, leads marketing, lead marketing qualifié
                prospect qualifié marketing, prospect marketing, prospects marketing, prospect marketing qualifié""",
        ),
    ),
    VocabularyEntry(
        "salesqualifiedlead",
        hubspot_label="Sales Qualified Lead",
        english=Wording(
            label="Sales qualified lead",
            words="sql, sqls, sales qualified, sales qualified lead, sales qualified leads, qualified lead",
        ),
        french=Wording(
            label="Lead qualifié ventes",
            words="""sql, sqls, lead commercial, lead qualifié commercial, leads commerciaux, prospect qualifié
                lead commercial qualifié""",
        ),
    ),
    VocabularyEntry(
        "opportunity",
        hubspot_label="Opportunity",
        english=Wording(label="Opportunity", words="opportunity, opportunities", columns="deal"),
        french=Wording(label="Opportunité", words="opportunité, opportunités, oppo", columns="affaire"),
    ),
    VocabularyEntry(
        "customer",
        hubspot_label="Customer",
        english=Wording(label="Customer", words="customer, customers, client, clients"),
        french=Wording(label="Client", words="client, cliente, clients, clientes, clientèle"),
    ),
    VocabularyEntry(
        "evangelist",
        hubspot_label="Evangelist",
        english=Wording(
            label="Evangelist", words="evangelist, evangelists, advocate, ambassador, ambassadors"
        ),
        french=Wording(
            label="Ambassadeur",
            words="""ambassadeur, ambassadrice, ambassadeurs, évangéliste, évangélistes, prescripteur
                ambassadrices""",
            columns="promoteur",
        ),
    ),
    VocabularyEntry(
        "other",
        hubspot_label="Other",
        english=Wording(label="Other"),
        french=Wording(label="Autre", columns="autre"),
    ),
)
