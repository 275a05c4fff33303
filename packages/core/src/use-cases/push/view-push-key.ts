import { ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { VapidKeys } from '../../push/push-subscription.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; newVapidKeys: () => VapidKeys }>

/** The public key with which browsers subscribe, in base64url. */
export type ViewPushKey = () => ResultAsync<string, Unavailable>

/** The keys are made when the first asks, and stay: every subscription belongs to them. */
export const makeViewPushKey =
  ({ unitOfWork, newVapidKeys }: Needs): ViewPushKey =>
  () =>
    unitOfWork.run(({ pushSubscriptions }) =>
      safeTry<string, Unavailable>(async function* () {
        const known = yield* await pushSubscriptions.keys()
        if (known !== undefined) return ok(known.publicKey)
        const made = newVapidKeys()
        yield* await pushSubscriptions.keepKeys(made)
        // Another process may have been first.
        return pushSubscriptions.keys().map((kept) => (kept ?? made).publicKey)
      }),
    )
