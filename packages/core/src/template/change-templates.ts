import { ok, safeTry } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import type { Instant } from '../instant.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import { changedTemplates, type TemplateChange } from './template-change.ts'

/** Applies what was told of an account's templates, and has the whole catalogue read again soon: not all was told. */
export const changeTemplates = (
  { templates }: Stores,
  businessAccountId: string,
  changes: readonly TemplateChange[],
  now: Instant,
) =>
  safeTry<void, Unavailable>(async function* () {
    const catalogue = yield* await templates.lock(businessAccountId)
    const names = [...new Set(changes.map(({ name }) => name))]
    const { templates: known } = yield* await templates.named(businessAccountId, names)
    yield* await templates.save({ ...catalogue, wantedAt: now }, changedTemplates(known, changes))
    return ok(undefined)
  })
