import { ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { grantText, MEDIA_URL_LIFETIME, type MediaGrant, type Signer } from '../../media/media-url.ts'
import type { MediaVariant } from '../../media/media-variant.ts'
import type { MediaId } from '../../message/content.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Credentials } from '../../ports/credentials.ts'
import type { Digest } from '../../ports/digest.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { User } from '../../user/user.ts'
import { findServedMedia, type ViewMediaError } from './view-media.ts'

type Needs = Readonly<{
  unitOfWork: UnitOfWork
  clock: Clock
  digest: Digest
  credentials: Pick<Credentials, 'newToken'>
  signer: Signer
}>

export type SignMediaUrlError = ViewMediaError

/** Makes what an `<img>` can fetch by, which sends no token: for this user, this variant and a quarter of an hour. */
export type SignMediaUrl = (
  command: Readonly<{ viewer: User; mediaId: MediaId; variant: MediaVariant; origin?: Origin | undefined }>,
) => ResultAsync<MediaGrant & Readonly<{ signature: string }>, SignMediaUrlError>

export const makeSignMediaUrl =
  ({ unitOfWork, credentials, signer, ...needs }: Needs): SignMediaUrl =>
  ({ viewer, mediaId, variant, origin }) =>
    unitOfWork.run((stores) =>
      safeTry(async function* () {
        yield* await findServedMedia(needs, stores, { viewer, mediaId, variant, origin })
        const known = yield* await stores.mediaUrlKey.find()
        const made = credentials.newToken()
        if (known === undefined) yield* await stores.mediaUrlKey.keep(made)
        // Another process may have been first.
        const key = known ?? (yield* await stores.mediaUrlKey.find()) ?? made
        // Whole seconds, as the address has them.
        const expiresAt = Math.floor((needs.clock.now() + MEDIA_URL_LIFETIME) / 1_000) * 1_000
        const grant = { mediaId, variant, userId: viewer.id, expiresAt }
        return ok({ ...grant, signature: signer.sign(key, grantText(grant)) })
      }),
    )
