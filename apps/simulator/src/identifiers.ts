import { createHash, randomBytes, randomInt } from 'node:crypto'

/** A message id of Meta's form: `wamid.` and base64 of the customer's address and some randomness. */
export const newWamid = (address: string): string => {
  const tail = Buffer.from(randomBytes(10).toString('hex').toUpperCase())
  const bytes = [Buffer.from([0x1c, 0x18, address.length]), Buffer.from(address), Buffer.from([0x15, 0x02, 0x00]), tail]
  return `wamid.${Buffer.concat(bytes).toString('base64')}`
}

/** Media ids are strings of digits, at most 32 long. */
export const newMediaId = (): string => `${randomInt(1, 10)}${Array.from({ length: 15 }, () => randomInt(10)).join('')}`

/** The trace id that every answer of the Graph API carries when it refuses. */
export const newTraceId = (): string => `A${randomBytes(16).toString('base64url')}`

const countries: ReadonlyArray<readonly [prefix: string, country: string]> = [
  ['62', 'ID'],
  ['55', 'BR'],
  ['52', 'MX'],
  ['54', 'AR'],
  ['44', 'GB'],
  ['91', 'IN'],
  ['65', 'SG'],
  ['60', 'MY'],
  ['49', 'DE'],
  ['34', 'ES'],
  ['1', 'US'],
]

/** The business-scoped user id of a phone: the same for the same portfolio and phone, another one elsewhere. */
export const userIdOf = (portfolio: string, waId: string): string => {
  const country = countries.find(([prefix]) => waId.startsWith(prefix))?.[1] ?? 'US'
  const digest = createHash('sha256').update(`${portfolio}:${waId}`).digest()
  return `${country}.${digest.readBigUInt64BE().toString().padStart(17, '1').slice(0, 17)}`
}

const userIdForm = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/

/** Whether a string has the form of a business-scoped user id, `CC.…` or `CC.ENT.…`. */
export const isUserId = (text: string): boolean => userIdForm.test(text)
