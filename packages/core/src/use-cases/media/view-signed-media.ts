import { err, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { type Unauthenticated, unauthenticated } from '../../errors.ts'
import { grantText, type MediaGrant, type Signer } from '../../media/media-url.ts'
import type { ServedMedia } from '../../media/media-variant.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Digest } from '../../ports/digest.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { findServedMedia, type ViewMediaError } from './view-media.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; digest: Digest; signer: Signer }>

export type ViewSignedMediaError = Unauthenticated | ViewMediaError

/** As `ViewMedia`, for whoever the address was signed for, if they are still active and may still see the file. */
export type ViewSignedMedia = (
  command: MediaGrant & Readonly<{ signature: string; origin?: Origin | undefined }>,
) => ResultAsync<ServedMedia, ViewSignedMediaError>

export const makeViewSignedMedia =
  ({ unitOfWork, signer, ...needs }: Needs): ViewSignedMedia =>
  ({ signature, origin, ...grant }) =>
    unitOfWork.run((stores) =>
      safeTry<ServedMedia, ViewSignedMediaError>(async function* () {
        const key = yield* await stores.mediaUrlKey.find()
        const isOurs = key !== undefined && signer.verify(key, grantText(grant), signature)
        if (!isOurs || grant.expiresAt <= needs.clock.now()) return err(unauthenticated())
        const account = yield* await stores.users.find(grant.userId)
        if (account?.user.status !== 'active') return err(unauthenticated())
        return findServedMedia(needs, stores, { ...grant, viewer: account.user, origin })
      }),
    )
