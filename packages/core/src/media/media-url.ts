import type { Instant } from '../instant.ts'
import { MINUTE } from '../instant.ts'
import type { MediaId } from '../message/content.ts'
import type { UserId } from '../user/user.ts'
import type { MediaVariant } from './media-variant.ts'

/** Long enough to look at a room, too short to be passed around. */
export const MEDIA_URL_LIFETIME = 15 * MINUTE

/** What an address of a media stands for, to whoever holds it. */
export type MediaGrant = Readonly<{ mediaId: MediaId; variant: MediaVariant; userId: UserId; expiresAt: Instant }>

/** Signs a text with a key, and says whether a signature is the one; it takes the same time whatever differs. */
export type Signer = Readonly<{
  sign: (key: string, text: string) => string
  verify: (key: string, text: string, signature: string) => boolean
}>

/** No two grants have the same text. */
export const grantText = ({ mediaId, variant, userId, expiresAt }: MediaGrant): string =>
  [mediaId, variant, userId, expiresAt].join('\n')
