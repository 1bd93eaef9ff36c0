"""What has to be said in each language; a missing sentence is a type error."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.language.texts.crm_texts import CrmTexts


@dataclass(frozen=True, slots=True)
class Texts:
    """Sentences with ``{named}`` places, filled by `str.format`; plain text, no markup."""

    language_name: str
    """As the prompt names it to the model."""

    # The three tasks: what the button says, and what is asked once it is clicked
    search_button: str
    create_button: str
    update_button: str
    search_hint: str
    create_hint: str
    update_hint: str
    search_question: str
    create_question: str
    update_question: str

    # The settings panel
    language_setting: str
    language_auto: str
    language_hint: str

    # What the chat is connected to
    connected: str
    sample_contacts: str
    hubspot_portal: str
    hubspot_unnamed: str
    offline_model: str
    named_model: str
    read_only: str

    # While working
    searching: str
    searching_for: str
    searching_page: str
    searched: str
    searched_for: str
    searched_page: str
    seconds: str
    sample_crm: str
    """Where contacts are looked for and kept, when that is not HubSpot."""
    preparing_create: str
    preparing_update: str
    checking: str
    still_working: str
    try_again: str
    deeds: Mapping[str, str]
    """By `assistant.chat.events.Deed`."""
    waiting: str

    # Lists
    nothing_found: str
    near_found: str
    one_found: str
    many_found: str
    page_of: str
    next_page: str
    change_field: str
    changed_last: str
    """What a list is called that nothing was asked for."""
    column_stage: str
    previous_page: str
    page_range: str
    export_button: str
    export_file: str
    exporting: str
    exporting_so_far: str
    exported: Mapping[str, str]
    """By CLDR's names of plurals."""
    export_cut: str
    export_cut_by_role: str
    export_stopped: str
    export_waits: str
    export_own_under_way: str
    export_too_many: str
    open_record: str
    open_page: str
    other_page: str
    """What moving on to another contact's page says for the person, in brackets, to the model alone."""

    # Cards
    edit: str
    copy_card: str
    card_copied: str
    card_not_copied: str
    just_written: str
    last_change: str
    history: str
    time_zone: str
    times_in: str
    """What times on a preview are meant in; takes a ``{zone}``."""
    edit_question: str

    # Proposals
    create_title: str
    update_title: str
    exists_title: str
    nothing_written: str
    confirm: str
    cancel: str
    column_property: str
    column_before: str
    column_after: str
    column_value: str
    empty: str
    will_be_cleared: str
    cut_off: str
    unchanged: str
    exists_already: str

    # How a proposal ends
    created: str
    updated: str
    cancelled: str
    expired: str
    replaced: str
    already_done: str
    being_written: str
    contact_changed: str
    email_taken: str
    write_failed: str
    correct_it: str
    write_unknown: str
    not_yours: str
    archived: str
    undone: str
    already_undone: str
    nothing_to_undo: str
    undo_which: str
    undo_import: str
    undo_by_button: str
    undo_newest: str
    not_taken: str
    looked_into: str
    settled_done: str
    settled_failed: str
    expired_meanwhile: str
    undone_by_others: str
    undo_others: str
    state_unavailable: str
    storage_troubles: Mapping[str, str]
    """By `hubspot_tools.storage.StorageTrouble`: what is wrong with a store or a file."""
    local_file_unusable: str

    # What else a card may say and offer
    undo: str
    archive_title: str
    undo_title: str
    steps_back: str
    strange_letters: str
    lookalike_letters: str
    mixed_alphabets: str
    invisible_characters: str
    international_domain: str
    changes: Mapping[str, str]
    """What a proposal does to a property: added, changed or cleared."""
    similar_title: str
    similar_unchecked: str
    update_this_one: str
    create_anyway: str
    states: Mapping[str, str]
    """By `assistant.proposals.proposal.ProposalState`: a word or two for the card itself."""

    # Forms
    form_create: str
    form_update: str
    form_search: str
    form_find: str
    form_preview: str
    form_look_up: str
    form_required: str
    form_discard_question: str
    form_discard: str
    form_keep: str
    form_unset: str
    form_whole_name: str
    form_further: str
    form_no_such_field: str
    form_taken: str
    form_alike: str
    form_edit_this_one: str
    form_yes: str
    form_no: str
    form_over: str
    form_pair: str
    form_ends: Mapping[str, str]
    """By `assistant.chat.events.FormEnd`: what stays in a form's place; places: name, values."""
    form_told: Mapping[str, str]
    """By the form's purpose: what the person has said by filling it in; places: name, values."""

    # When something is in the way
    too_long: str
    empty_message: str
    not_set_up: str
    chat_ended: str
    cookies_needed: str
    no_cookies: str
    odd_request: str
    too_much_sent: str
    too_many_connections: str
    unexpected: str
    stopped: str
    crm_unavailable: str
    crm_busy: str
    crm_moving: str
    crm_daily_limit: str
    crm_denied: str
    crm_read_only: str
    roles: Mapping[str, str]
    """By `assistant.access.member.Role`."""
    role_may_not: str
    role_rows: str
    day_shares: Mapping[str, str]
    """By `assistant.access.daily_use.DailyShare`."""
    day_low: str
    day_low_part: str
    day_spent: str
    signed_out: str
    contact_gone: str
    values_refused: str
    model_unavailable: str
    model_busy: str
    model_waiting: str
    too_many_waiting: str
    too_fast: str
    too_many_pages: str
    model_misconfigured: str
    reference: str
    model_interrupted: str
    model_cut_short: str
    model_refused: str
    forms_serve: str
    model_still_away: str
    model_back: str
    out_of_rounds: str
    out_of_time: str
    out_of_corrections: str
    out_of_words: str
    no_answer: str

    crm: CrmTexts
    problems: Mapping[str, str]
    """By `hubspot_tools.errors.Problem`; places: property, value."""
    did_you_mean: str

    properties: Mapping[str, str]
    """Everyday names of HubSpot's properties; the account's own labels serve for the rest."""
    lifecycle_stages: Mapping[str, str]
