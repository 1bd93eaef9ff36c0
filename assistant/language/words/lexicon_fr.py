"""French words about contacts, by what they mean. Accents and case are folded away on loading."""

from typing import Final

from assistant.language.words.lexemes import Tag

PHRASES: Final[dict[Tag, str]] = {
    Tag.FIND: """j cherche|jcherche|je recherche|trouve|trouver|trouvez|trouvé|retrouve|retrouver|retrouvez|cherche|chercher|cherchez|recherche|
        rechercher|recherchez|montre|montrer|montrez|affiche|afficher|affichez|voir|revoir|liste|lister|listez|
        donne|donner|donnez|filer|file moi|ouvre|ouvrir|ouvrez|sors|ressors|ressortez|ressortir|sortir|sortez|je cherche|as tu|avez vous|
        on a|t'as|tu as|vous avez|est ce qu'on a|est ce que tu as|est ce que vous avez|a t on|y a t il|il y a|
        tu connais|connais tu|connaissez vous|c'est qui|qui est ce|qui est|qui sont|qui travaille|
        qui bosse|qui travaillent|qui a|quel est|quelle est|quels sont|quelles sont|c'est quoi|combien de|
        combien|combien y a t il de|combien avons nous de|combien on a de|résume|résumer|résumez|
        informations sur|infos sur|info sur|parle moi de|dis moi|dites moi|des nouvelles de|consulter|consulte|
        visualiser|récupère|récupérer|qui c'est|à qui est|à qui appartient|je veux voir|va chercher|
        c'est à qui|on a qui|avons nous|qui avons nous|qui avez vous|qui as tu|avez vous|qu'est ce qu'on a sur|
        que sait on de|que sait on sur|tu me trouves|tu me sors|c koi|c quoi|c ki|c qui|ct qui|tu as pas|t'as pas|
        qui m'a appelé|qui m'a appelé du|qui a appelé du|qui appelle du|qui a le|vérifie|vérifier|vérifiez|
        on connaît|il me faut|il me faudrait|tu peux me donner|on a déjà|a t on déjà|avons nous déjà|as tu déjà""",
    Tag.CREATE: """crée|créer|créez|créé|créée|créons|enregistre|enregistrer|enregistrez|nouveau contact|
        crée le|crée la|nouvelle fiche|nouvelle fiche contact|saisis|saisir|saisissez|inscris|inscrire|créer une fiche|
        crée une fiche|création|création de contact|création d'un contact""",
    Tag.ADD: "ajoute|ajouter|ajoutez|rajoute|rajouter|rajoutez|insère|insérer|intègre|ajout",
    Tag.UPDATE: """chg|modif|attribue|attribuer|attribuez|affecte|affecter|affectez|réattribue|change|changer|changez|modifie|modifier|modifiez|mets à jour|met à jour|mettre à jour|
        mettez à jour|mise à jour|maj|actualise|actualiser|actualisez|corrige|corriger|corrigez|remplace|
        remplacer|remplacez|édite|éditer|rectifie|rectifier|mets|met|mettre|mettez|renseigne|renseigner|
        complète|compléter|utilise|utilisez|noter|notez|met a jours|mets a jours|modif""",
    Tag.TURN: "passe|passer|passez|marque|marquer|marquez|transforme|transformer|bascule|basculer|qualifie|classe",
    Tag.RENAME: "renomme|renommer|renommez",
    Tag.CLEAR: """vide|vider|videz|efface|effacer|effacez|enlève|enlever|enlevez|retire|retirer|retirez|
        supprime|supprimer|supprimez|suppr|vire|virer|détruis|détruire|archive|archiver|ôte""",
    Tag.MERGE: "fusionne|fusionner|fusionnez|dédoublonne|dédoublonner|fusion",
    Tag.SEND: """envoie|envoyer|envoyez|envoi|écris à|écrire à|écris un mail|écris lui|rédige|rédiger|appelle|
        appeler|téléphone à|relance|relancer|rappelle|rappeler|rappelez|planifie|planifier|programme un|exporte|exporter|importe|importer|
        imprime|imprimer|traduis|traduire|envoie lui|désabonne|désabonner|désinscris|partage|notifie""",
    Tag.OBJECT: """transaction|transactions|affaire|affaires|ticket|tickets|tâche|tâches|rendez vous|rdv|réunion|
        devis|facture|factures|note|notes|une note|une entreprise|une société|campagne|campagnes|
        newsletter|à la liste|à la newsletter|à une liste|à la campagne|liste de diffusion|workflow|rappel|opportunité commerciale|compte entreprise""",
    Tag.OFF_TOPIC: """combien font|combien fait|météo|blague|quelle heure|il fait beau|temps fait il|temps qu'il fait|raconte|chanson|
        poème|recette|ça va|comment vas tu|comment ça va|comment allez vous|tu vas bien|traduction|
        capitale|président de la république|foot|horoscope""",
    Tag.SECRET: """ta clé|votre clé|tes clés|clé api|clé d'api|clés api|ton prompt|votre prompt|prompt système|
        tes instructions|vos instructions|ton jeton|le jeton|jeton hubspot|token hubspot|mot de passe|
        mots de passe|variables d'environnement|fichier env|ignore les instructions|ignore tes instructions""",
    Tag.CANCEL: """annule la dernière modif|annule la dernière modification|annule le dernier changement|annule la modification|annule la modif|stop tout|arrête tout|arrête|on arrête|annule|annuler|annulez|laisse tomber|laissez tomber|laisse|oublie|oubliez|oublie ça|tant pis|
        abandonne|rien|finalement non|en fait non|non laisse|non annule|non laisse tomber|c'est pas grave|pas grave|annule tout|
        annule ça|annule la demande|ne fais rien|arrête|on annule|plus tard|défais|défais ça|reviens en arrière""",
    Tag.YES: """oui|ouais|oui oui|ok|okay|d'accord|dac|vas y|volontiers|confirme|je confirme|confirmer|c'est bon|
        parfait|bien sûr|exactement|c'est ça|crée le|crée la|oui crée le|oui crée la|je valide|valide|valider|
        go|allez|absolument|carrément|avec plaisir|créer le|fais le|oui fais le|tout à fait|ça marche|ok ça marche""",
    Tag.NO: "non|nan|nope|non merci|pas du tout|surtout pas|non non|pas ça|pas celui là|pas celle là",
    Tag.ANYWAY: "quand même|crée quand même|crée le quand même|oui quand même|malgré tout|crée la quand même",
    Tag.ENOUGH: """rien d'autre|je n'ai rien d'autre|j'ai rien d'autre|rien de plus|je n'ai rien de plus|j'ai rien de plus|
        c'est tout ce que j'ai|c'est tout ce que je sais|je n'en sais pas plus""",
    Tag.SAME: "même|le même|la même|exactement le même|exactement la même",
    Tag.INSTEAD: """plutôt|finalement|en fait|à la place|pardon|oups|désolé|désolée|erreur|je me suis trompé|
        je me suis trompée|c'est plutôt|je voulais dire|je veux dire|correction|euh|ah|attends|attendez""",
    Tag.GREETING: "bonjour|bonsoir|salut|coucou|bjr|slt|bonjour à tous|rebonjour|salutations",
    Tag.THANKS: """merci|merci beaucoup|merci bien|mille mercis|merci d'avance|un grand merci|super merci|
        parfait merci|ok merci|génial|super|nickel|top|génial merci|c'est parfait merci|bravo|merci à toi|merci bcp|mrc|mci|merci infiniment""",
    Tag.HELP: """tu parles français|parlez vous français|tu parles anglais|parlez vous anglais|aide|aide moi|à l'aide|aidez moi|que sais tu faire|que savez vous faire|que peux tu faire|
        que pouvez vous faire|tu sais faire quoi|tu peux faire quoi|comment ça marche|qu'est ce que tu sais faire|
        qu'est ce que tu peux faire|qu'est ce que vous pouvez faire|comment faire|mode d'emploi|
        comment t'utiliser|à quoi tu sers|à quoi sers tu|besoin d'aide|j'ai besoin d'aide|que faire|
        tu fais quoi|comment on fait|quelles sont tes fonctions|tes fonctionnalités""",
    Tag.IDENTITY: """c quoi ton nom|c'est quoi ton nom|comment tu t'appelles|qui es tu|qui êtes vous|tu es qui|t'es qui|vous êtes qui|es tu un robot|es tu une ia|
        tu es un robot|tu es une ia|es tu une intelligence artificielle|quel modèle es tu|es tu chatgpt|
        t'es une ia|quel est ton nom|comment tu t'appelles|comment t'appelles tu""",
    Tag.NO_EMAIL: """sans email|sans e mail|sans mail|sans adresse|sans courriel|pas d'email|pas d'e mail|
        pas de mail|pas d'adresse|pas de courriel|sans adresse mail|sans adresse e mail|pas d'adresse mail|
        je n'ai pas son email|je n'ai pas son e mail|je n'ai pas son mail|je n'ai pas son adresse|
        je n'ai pas|je ne l'ai pas|je l'ai pas|j'ai pas|j'ai pas son mail|il n'en a pas|elle n'en a pas|
        je ne sais pas|je sais pas|aucune idée|j'en sais rien|chais pas|inconnu|pas encore|je l'ai plus|pas sous la main|aucun email|aucun mail|je ne connais pas son email|je n'en ai pas|j'en ai pas|
        je n'ai pas d'email|je n'ai pas de mail|pas de mail pour l'instant""",
    Tag.NEXT: """la suite|suite|suivant|suivante|suivants|page suivante|les suivants|les suivantes|
        les autres|encore|continue|continuer|voir plus|plus de résultats|affiche la suite|montre la suite|
        et ensuite|ensuite|d'autres|la page suivante|il y en a d'autres|y en a t il d'autres|la suite des résultats""",
    Tag.PREVIOUS: "page précédente|précédent|précédente|la page précédente|page d'avant|reviens en arrière",
    Tag.PAGE: "page|la page|à la page|p",
    Tag.FILLER: """autre chose|encore une chose|dernière chose|sinon|ce qui suit|comme suit|mdr|ptdr|haha|hihi|lol|s'il te plait|s'il vous plait|stp|svp|sil te plait|sil vous plait|si te plait|peux tu|
        pouvez vous|pourriez vous|pourrais tu|peut tu|tu peux|vous pouvez|tu pourrais|vous pourriez|
        est ce que tu peux|est ce que vous pouvez|est ce que tu pourrais|est ce que vous pourriez|est ce que|
        est ce qu'il est possible de|serait il possible de|est il possible de|possible de|je voudrais|je veux|
        j'aimerais|il faudrait|il faut|faudrait|faut|j'ai besoin de|j'ai besoin d'|j'aurais besoin de|
        j'aurais besoin d'|besoin de|me|m'|moi|nous|savoir|dire|me dire|savoir si|dire si|me dire si|j'ai rencontré|j'ai croisé|j'ai eu|dans la base|dans hubspot|dans le crm|dans mes contacts|dans nos contacts|à mes contacts|aux contacts|dans les contacts|à la base|par|pour moi|bien à vous|bien cordialement|salutations distinguées|vite|vite fait|juste|alors|donc|aussi|
        également|merci de|merci de bien vouloir|bien vouloir|veuillez|note que|notez que|sache que|en urgence|
        urgent|rapidement|si possible|sans confirmation|sans demander|sans me demander|sans validation|
        sans confirmer|directement|tout de suite|et|puis|bien|cordialement|je souhaite|je souhaiterais|
        on peut|peut on|on va|au fait|dis|voilà|voici|apparemment|d'ailleurs|que|toi|vous|hop|et puis|
        je dois|on doit|je vais|allons y|afin de|petit service|je viens de parler à|je viens de parler avec|
        je viens d'avoir|je viens de voir|je viens de croiser|je viens de rencontrer|j'ai parlé à|j'ai parlé avec|
        au téléphone|au tel|en ligne|au bout du fil|par téléphone|je crois|je pense|il me semble|si je me souviens bien|j'ai|g besoin de|g|chez nous|
        faute de frappe|coquille|il y a une faute|si|sur hubspot|dans le système|dans la liste""",
    Tag.DETERMINER: """un certain|une certaine|champ|le champ|les champs|propriété|la propriété|le|la|les|l'|un|une|des|ce|cet|cette|ces|mon|ma|mes|notre|nos|votre|vos|du|au|aux|quel|
        quelle|quels|quelles|leurs""",
    Tag.POSSESSIVE: "son|sa|ses|leur",
    Tag.PRONOUN: """lui|elle|il|ce contact|cette personne|cette fiche|celui ci|celle ci|ce monsieur|cette dame|
        ce client|cette cliente|ce prospect|cette piste|le contact|la fiche|lui même|sa fiche|ses infos|ses coordonnées""",
    Tag.THAT_ONE: "l'autre|celle|celui|celles|ceux|celle là|celui là",
    Tag.ONE: "résultat|choix|de la liste|dans la liste|contact|fiche",
    Tag.OF: "de|du|d'|des|de la|de l'",
    Tag.AT: """chez|de chez|de la société|de l'entreprise|de la boîte|travaillant chez|qui travaille chez|
        qui travaillent chez|travaille chez|travaillent chez|bosse chez|bossent chez|qui bosse chez|
        qui bossent chez|travaillant pour|qui travaille pour|qui travaillent pour|employé chez|employée chez|
        employés chez|employés de|salariés de|qui est chez|qui sont chez|est chez|sont chez|au sein de|
        dans la société|dans l'entreprise|travaille à|travaille pour|travaillent pour|bosse pour|dans la boîte""",
    Tag.PLACE: """à|au|basé à|basée à|basés à|situé à|situés à|habitant à|qui habite à|qui habitent à|dans|
        en région|dans la ville de|de la ville de|vers|qui est à|qui sont à|sur""",
    Tag.TO: "en|à|au|par|avec|pour|vers|comme|sur|de|dans|à la valeur",
    Tag.AS: "comme|en tant que|pour",
    Tag.FOR: "pour|à|au|de|du|d'|chez|sur|de la|au contact|pour le contact|du contact|au contact de",
    Tag.COPULA: "est|c'est|devient|devra être|doit être|sera|serait|vaut|c'est le|est le|ça devient|soit|s'écrit|s'orthographie|est maintenant",
    Tag.AND: "et|puis|et aussi|ainsi que|aussi|et puis|plus|ensuite|et enfin|et également",
    Tag.HAS: """a|a changé de|change de|a un|a une|possède|dispose de|a maintenant|a désormais|vient de changer de|
        a pris|avait|a changé son|a changé sa""",
    Tag.NEW: "nouveau|nouvelle|nouvel|nouveaux|nouvelles|bon|bonne|propre",
    Tag.NOW: "maintenant|désormais|dorénavant|depuis peu|à présent|depuis hier|actuellement|aujourd'hui",
    Tag.BECOMES: """devient|est devenu|est devenue|est maintenant|est désormais|a été promu|a été promue|
        a été nommé|a été nommée|vient d'être promu|vient d'être promue|vient de passer|est passé|est passée|passe|
        est à présent|vient d'être nommé|vient d'être nommée|n'est plus prospect mais""",
    Tag.MOVES: """travaille maintenant chez|travaille désormais chez|travaille maintenant pour|
        bosse maintenant chez|a rejoint|est maintenant chez|est désormais chez|est parti chez|est partie chez|
        est passé chez|est passée chez|a été embauché chez|a été embauchée chez|travaille à présent chez|
        vient de rejoindre|rejoint|travaille dorénavant chez""",
    Tag.LEAVES: """a quitté|n'est plus chez|est parti de chez|est partie de chez|ne travaille plus chez|ne bosse plus chez|quitte|vient de quitter|
        travaille plus chez|est plus chez|bosse plus chez""",
    Tag.CONTACT: """collègue|connaissance|contact|fiche|fiche contact|fiche client|profil|personne|monsieur|madame|dénommé|
        dénommée|coordonnées|infos|informations|quelqu'un|dossier|
        le contact|la fiche|ce contact|cette fiche|cette personne""",
    Tag.PEOPLE: """contacts|gens|personnes|fiches|monde|personne|quelqu'un|employés|salariés|collaborateurs|
        résultats|interlocuteurs|collègues|noms|employés de|salariés de""",
    Tag.ALL: """derniers|dernières|les derniers|les dernières|tous|toutes|tout|tous les|toutes les|chaque|tout le|l'ensemble des|mes|nos|tous mes|tous nos|les|des|
        derniers|dernières|récents|récentes|les derniers|les dernières""",
    Tag.NAMED: """appelé|appelée|nommé|nommée|qui s'appelle|qui s'appellent|qui se nomme|du nom de|au nom de|
        dont le nom est|s'appelle|qui se prénomme|prénommé|prénommée|il s'appelle|elle s'appelle|son nom est""",
    Tag.WITH: "avec|ayant|qui a|dont|avec le|avec la|qui ont",
    Tag.QUESTION: """pourquoi|comment|quand|quoi|qu'est ce que|qu'est ce|quel|quelle|quels|quelles|lequel|
        laquelle|où|combien|qui""",
    Tag.DEPARTMENT: """ventes|vente|achats|achat|projet|projets|production|communication|finances|ressources|ressources humaines|
        site|magasin|agence|clientèle|produit|produits|zone|recherche|développement|exploitation|logistique|comptes|
        qualité|sécurité|travaux|études|bureau|service|rayon|cuisine|chantier|atelier|équipe|secteur|publicité|
        gestion|caisse|direction|formation|maintenance|mission|clinique|clients|marché|marchés|trésorerie|
        systèmes|informatique|informations|données|fabrication|région|pôle|groupe|programme|paie|stock|flotte""",
    Tag.TALK: """existe|existent|déjà|préfère|préfèrent|aime|ne|n'|toujours|jamais|travaille|travaillent|bosse|bossent|habite|habitent|s'est|s'|j'|
        je|tu|on|nous|vous|ils|elles|suis|sommes|êtes|sont|était|étaient|avait|avaient|avons|avez|ont|vais|
        appelle|appellent|parlé|rencontré|croisé|vient|viens|marche|connaît|connaissez|connais|besoin|koi|quoi|
        c'|ça|cela|qu'|parce que|car|mais|peut être|sûrement|vraiment|crois|pense|sait|encore|signé|a signé|a démissionné|démissionné|a pris sa retraite|
        s'est mariée|s'est marié|parti|partie|commence|finit|contient|orthographié|orthographiée|avec un d""",
    Tag.FAREWELL: "au revoir|à bientôt|à plus|à plus tard|ciao|tchao|bonne journée|bonne soirée|bon week end|c'est tout|ce sera tout",
    Tag.BOTH: "les deux|les 2|tous les deux|toutes les deux|tous les trois|tous|toutes",
    Tag.MET: "j'ai rencontré|j'ai croisé|je viens de rencontrer|je viens de croiser|rencontré|rencontrée|on a rencontré",
    Tag.STARTS: """commence par|commencent par|commençant par|qui commence par|qui commencent par|débute par|
        débutant par|qui débute par|commence avec|commençant avec""",
    Tag.ENDS: "finit par|finissent par|finissant par|se termine par|qui finit par|se terminant par|termine par",
    Tag.WRONG: """est faux|est fausse|est erroné|est erronée|n'est pas bon|n'est pas bonne|est pas bon|est pas bonne|
        n'est plus bon|n'est plus bonne|est plus bon|est plus bonne|n'est plus valable|n'est plus valide|
        est plus valable|ne marche plus|marche plus|ne marche pas|ne fonctionne plus|fonctionne plus|
        est mal orthographié|est mal orthographiée|est mal écrit|mal écrit|mal orthographié|est incorrect|
        est incorrecte|est périmé|est périmée|est obsolète|mauvais|mauvaise|erroné|erronée|n'est pas à jour|
        est pas à jour""",
    Tag.NOT: "n'est pas|est pas|ce n'est pas|c'est pas|c'est pas le|pas|et pas|et non|non pas|et non pas|au lieu de|à la place de|plutôt que",
    Tag.BUT: "mais|mais est|mais plutôt|mais maintenant",
    Tag.NO_LONGER: "n'est plus|est plus|n'est plus le|n'est plus la|n'est plus notre|n'est plus un|n'est plus une",
    Tag.LIVES: """habite|habite à|habite maintenant|habite maintenant à|habite désormais|habite désormais à|a déménagé à|
        a déménagé|déménage à|s'est installé à|s'est installée à|vit à|vit maintenant à|est maintenant basé à|
        est maintenant basée à|est basé à|est basée à|est maintenant à""",
    Tag.TIME: """demain|cette semaine|ce mois|ce mois ci|hier|avant hier|aujourd'hui|cette année|la semaine dernière|
        le mois dernier|l'an dernier|ce matin|depuis lundi|récemment""",
    Tag.WITHOUT: "sans|qui n'ont pas de|qui n'ont pas d'|n'ayant pas de|dépourvus de",
    Tag.COURTESY: "m|mr|mme|mlle|monsieur|madame|mademoiselle|maitre|pr|dr",
}

ORDINALS: Final[dict[str, str]] = {
    "1": "premier|première|1er|1ère|1re|tout premier|toute première",
    "2": "deuxième|second|seconde|2e|2ème|2eme|2nd|2nde|deuxieme",
    "3": "troisième|3e|3ème",
    "4": "quatrième|4e|4ème",
    "5": "cinquième|5e|5ème",
    "6": "sixième|6e|6ème",
    "7": "septième|7e|7ème",
    "8": "huitième|8e|8ème",
    "9": "neuvième|9e|9ème",
    "10": "dixième|10e|10ème",
    "-1": "dernier|dernière|tout dernier|toute dernière",
    "-2": "avant dernier|avant dernière",
}

TITLES: Final = """directeur|directrice|directeurs|directrices|dirigeant|dirigeante|dirigeants|responsable|
    responsables|pdg|dg|daf|drh|dsi|rssi|dircom|rh|président|présidente|gérant|gérante|gérants|fondateur|
    fondatrice|cofondateur|cofondatrice|associé|associée|chef|cheffe|chefs|chargé|chargée|chargés|ingénieur|
    ingénieure|ingénieurs|développeur|développeuse|développeurs|consultant|consultante|consultants|comptable|
    comptables|commercial|commerciale|commerciaux|commerciales|vendeur|vendeuse|vendeurs|acheteur|acheteuse|
    acheteurs|assistant|assistante|assistants|assistantes|secrétaire|secrétaires|technicien|technicienne|
    techniciens|juriste|juristes|avocat|avocate|avocats|médecin|médecins|infirmier|infirmière|architecte|
    architectes|graphiste|graphistes|formateur|formatrice|conseiller|conseillère|conseillers|attaché|attachée|
    adjoint|adjointe|contrôleur|contrôleuse|analyste|analystes|stagiaire|stagiaires|alternant|alternante|
    patron|patronne|boss|recruteur|recruteuse|logisticien|logisticienne|administrateur|administratrice"""


QUESTIONS: Final[dict[str, str]] = {
    "company": """où travaille|où bosse|pour qui travaille|chez qui travaille|où est ce que travaille|pour qui bosse|
        bosse où|travaille où|où est ce que|bosse pour qui|travaille pour qui|bosse chez qui""",
    "city": "où habite|où se trouve|où vit",
    "phone": "comment joindre|comment appeler|comment je peux joindre|comment contacter",
    "role": "qui s'occupe des|qui s'occupe de|qui s'occupe du|qui gère les|qui gère la|qui gère le|qui est en charge des|qui est en charge de|qui pilote",
    "jobtitle": "que fait|qu'est ce que fait",
}
"""Questions that name a property without a field word; "role" ones are about who does something."""
