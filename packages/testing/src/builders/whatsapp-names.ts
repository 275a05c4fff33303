const MANY = 100_000_000
let next = Math.floor(Math.random() * MANY)

/** An Indonesian mobile number in E.164 that no other call gave. */
export const aPhone = (): string => `+62812${String(next++ % MANY).padStart(8, '0')}`

/** A fresh `wamid.…`. */
export const aWaMessageId = (): string => `wamid.${crypto.randomUUID()}`

/** A fresh business-scoped user id, as WhatsApp writes it. */
export const aBsuid = (): string => `ID.${crypto.randomUUID().replaceAll('-', '')}`
