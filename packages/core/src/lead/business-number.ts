/** A business number of this installation, and the WhatsApp Business Account whose customers it knows. */
export type OwnNumber = Readonly<{ phoneNumberId: string; businessAccountId: string }>
