/** What a page of the intranet and the assistant in it say to each other; see docs/intranet.md. */

/** Whom the page is about, by the contact's id in HubSpot or by its e-mail address: a hint that the server looks up. */
export type ContactContext = { contactId: string } | { contactEmail: string };

export interface ContactAssistant {
  /** Whom the page is about from now on; null for nobody, undefined to have it read from the page again. */
  setContext(context: ContactContext | null | undefined): Promise<void>;
  /** Opens the chat, or shows where to sign in. */
  open(): void;
  close(): void;
  /**
   * Opens the chat and puts a text into its text box, for the reader to send or not. What they have begun to type
   * stays. False for what is no text, or longer than 1,000 characters.
   */
  ask(text: string): boolean;
  /** Where the page's own site shows a contact, by `record_page`; null where only HubSpot does. */
  recordAddress(contactId: string): string | null;
}

export interface ContactAssistantEvents {
  /** The button is there, and `window.contactAssistant` with it. */
  "contact-assistant:ready": CustomEvent<{}>;
  "contact-assistant:opened": CustomEvent<{}>;
  "contact-assistant:closed": CustomEvent<{}>;
  /**
   * A contact is stored otherwise than before, or has been taken back. After an import `contactIds` has all of them, 1,000
   * at most, and `contactId` is whom the page is about where that is one of them.
   */
  "contact-assistant:saved": CustomEvent<{ readonly contactId: string; readonly contactIds: readonly string[] }>;
  /** Somebody wanted the chat, and has to sign in first. */
  "contact-assistant:sign-in-needed": CustomEvent<{}>;
  /** Somebody wants to see a record; a page that shows it itself calls `preventDefault()`. */
  "contact-assistant:open-record": CustomEvent<{ readonly contactId: string; readonly address: string }>;
}

declare global {
  interface Window {
    /** There once the assistant is ready; see `contact-assistant:ready`. */
    readonly contactAssistant?: ContactAssistant;
  }
  interface DocumentEventMap extends ContactAssistantEvents {}
}
