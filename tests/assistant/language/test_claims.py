"""An answer that says something was done is known from one that offers, asks, denies or tells of other days."""

import pytest

from assistant.language.claims import asks, claims_deed
from assistant.language.texts import texts_in

CLAIMS = [
    "I have created the contact.",
    "I've updated Marie's phone number.",
    "Done!",
    "Done, everything is saved in the database.",
    "The contact has been created.",
    "Marie Durand's number was changed to 06 39 98 11 22.",
    "I have successfully added Luc.",
    "All done.",
    "It's done.",
    "The record is now up to date.",
    "Her phone number is now 06 39 98 11 22.",
    "I just sent the e-mail.",
    "The email has been sent to Marie.",
    "I deleted the contact.",
    "Contact created.",
    "Changes saved.",
    "I went ahead and updated it.",
    "Successfully updated.",
    "No problem, I've created it.",
    "I've set her city to Lyon.",
    "We have removed the duplicate.",
    "Okay, done.",
    "You're all set.",
    "Sure! I have changed it.",
    "I've created marie.durand@exemple.example.",
    "I found her. I have updated the phone.",
    "It has now been saved.",
    "Both contacts were created.",
    "J'ai créé la fiche.",
    "J’ai bien mis à jour le numéro.",
    "C'est fait !",
    "C’est fait, tout est enregistré dans la base.",
    "La fiche a été créée.",
    "Le numéro a bien été modifié.",
    "Je l'ai supprimé.",
    "Contact créé.",
    "Modification enregistrée.",
    "Le contact est maintenant à jour.",
    "Voilà, c'est fait.",
    "Je viens de créer la fiche.",
    "L'e-mail a été envoyé à Marie.",
    "Nous avons modifié la ville.",
    "Pas de problème, j'ai ajouté Luc.",
    "La fiche de Marie est mise à jour.",
    "Les deux contacts ont été créés.",
    "J'ai envoyé le message.",
    "La société est désormais enregistrée.",
    "Updated ✅",
    "I've assigned Zoé to Claire.",
    "Zoé is now assigned to Claire.",
    "Update complete.",
    "The change went through.",
    "I took care of it.",
    "I've noted that she prefers mornings.",
    "Voilà, c'est corrigé.",
    "J'ai attribué Zoé à Claire.",
    "La modification est enregistrée.",
    "Zoé Lefèvre est ajoutée.",
    "Le mail est parti.",
    "Je m'en suis occupé.",
]

NO_CLAIMS = [
    "I can create the contact.",
    "Shall I create it?",
    "Confirm and it is saved.",
    "I updated my search: nobody was found.",
    "Changes:",
    "Last updated: 12 May",
    "Which of them should be assigned?",
    "I will update it once you confirm.",
    "The contact was not created.",
    "I have not changed anything.",
    "Nothing was changed.",
    "I haven't sent anything.",
    "Would you like it changed?",
    "Please confirm to have it saved.",
    "It is saved once you confirm.",
    "Check the preview, then confirm.",
    "I found two contacts.",
    "Marie changed jobs in 2020.",
    "The contact was created on 12 May 2024.",
    "Marie Durand was created by Sarah.",
    "I cannot delete contacts.",
    "I could not update it.",
    "Is it done?",
    "Her number has changed.",
    "I've prepared a proposal: nothing is written yet.",
    "I have created a proposal to update the phone.",
    "The update was proposed.",
    "When it is done, tell me.",
    "I did not create it.",
    "No contact was updated.",
    "It will be saved when you click Confirm.",
    "Who was created last?",
    "This e-mail address already belongs to Marie.",
    "The change is ready to be saved.",
    "I need her address before the contact is created.",
    "You can have it deleted in HubSpot.",
    "The phone was last changed yesterday.",
    "It should be updated.",
    "Let me know if it was sent.",
    "Je peux créer la fiche.",
    "Voulez-vous que je la crée ?",
    "Je n'ai pas créé la fiche.",
    "Rien n'a été modifié.",
    "La fiche n'a pas été créée.",
    "Je vais créer le contact.",
    "Elle sera enregistrée dès que vous confirmez.",
    "La modification est enregistrée une fois confirmée.",
    "Aucun e-mail n'a été envoyé.",
    "Vérifiez, puis confirmez.",
    "Marie est enregistrée comme cliente.",
    "La fiche a été créée le 12 mai 2024.",
    "Le numéro a changé.",
    "Marie a changé de poste.",
    "C'est fait ?",
    "J'ai préparé une proposition.",
    "J'ai créé une proposition de modification.",
    "Le contact a été créé par Sarah.",
    "Je ne peux pas supprimer de contact.",
    "Il faut que la fiche soit créée.",
    "Quand c'est fait, dites-le.",
    "Si la fiche a été créée, elle apparaît ici.",
    "Deux contacts portent ce nom. Lequel ?",
    "J'ai trouvé Marie Durand.",
    "Elle n'est pas mise à jour.",
    "Je n’ai rien envoyé.",
    "Avant que la fiche soit créée, il me faut une adresse.",
]


@pytest.mark.parametrize("answer", CLAIMS)
def test_a_deed_that_is_claimed_is_known(answer):
    assert claims_deed(answer)
    assert claims_deed(f"I found two contacts. {answer} Anything else?")


@pytest.mark.parametrize("answer", NO_CLAIMS)
def test_an_offer_a_question_a_denial_and_old_news_are_no_claims(answer):
    assert not claims_deed(answer)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_the_application_says_of_a_write_is_a_claim_and_what_it_says_of_none_is_not(language):
    texts = texts_in(language)
    assert claims_deed(texts.updated.format(name="Marie Durand"))
    unknown = (texts.write_unknown, texts.crm.create_unknown, texts.crm.create_looked_into)
    for said in (texts.cancelled, texts.expired, texts.nothing_written, texts.replaced, *unknown):
        assert not claims_deed(said)


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        ("Which one?", True),
        ("J’ai trouvé 2 contacts. Lequel ? Dites « la suite » pour les autres.", True),
        ("**Which one?**", True),
        ("Is it she (or her sister?)", True),
        ("Really?! I see.", True),
        ("Here she is.", False),
        ("It stands at https://example.com/search?name=ann now.", False),
        ("", False),
        ("?" * 50_000 + "x", False),
    ],
)
def test_a_question_is_told_from_an_address_with_its_sign(answer, asked):
    assert asks(answer) is asked
