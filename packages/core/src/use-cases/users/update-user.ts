import { err, errAsync, ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { type AuditedAct, recordAudit } from '../../audit/record-audit.ts'
import {
  type Forbidden,
  forbidden,
  type LastAdmin,
  lastAdmin,
  type NotFound,
  notFound,
  type Unavailable,
} from '../../errors.ts'
import { accessChanged } from '../../event/domain-event.ts'
import type { Clock } from '../../ports/clock.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { Page } from '../../ports/page.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { type HumanRole, type User, type UserId, withLeave } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; ids: IdSource }>

export type UpdateUserError = Forbidden | NotFound | LastAdmin | Unavailable

export type UpdateUser = (
  command: Readonly<{
    viewer: User
    userId: UserId
    name?: string | undefined
    role?: HumanRole | undefined
    status?: 'active' | 'suspended' | undefined
    origin?: Origin | undefined
  }>,
) => ResultAsync<User, UpdateUserError>

const isActiveAdmin = ({ role, status }: User): boolean => role === 'admin' && status === 'active'

const hasOtherAdmin = ({ users }: Pick<Stores, 'users'>, except: UserId) =>
  safeTry<boolean, Unavailable>(async function* () {
    let cursor: string | null = null
    do {
      const page: Page<User> = yield* await users.list({ limit: 100, cursor })
      if (page.data.some((user) => user.id !== except && isActiveAdmin(user))) return ok(true)
      cursor = page.nextCursor
    } while (cursor !== null)
    return ok(false)
  })

/** What the log says of the difference; a name is nobody's right. */
const changesOf = (before: User, after: User, by: Pick<AuditedAct, 'actor' | 'origin'>): readonly AuditedAct[] =>
  (['role', 'status'] as const)
    .filter((field) => before[field] !== after[field])
    .map((field) => ({
      ...by,
      action: `user.${field}_changed`,
      subject: { type: 'user', id: after.id },
      details: { from: before[field], to: after[field] },
    }))

/** Lets an admin name, promote, demote, activate and suspend. A suspended user's sessions end at once. */
export const makeUpdateUser =
  ({ unitOfWork, ...needs }: Needs): UpdateUser =>
  ({ viewer, userId, name, role, status, origin }) => {
    if (viewer.role !== 'admin') return errAsync(forbidden('admin'))
    return unitOfWork.run(({ users, sessions, auditLog, events }) =>
      safeTry<User, UpdateUserError>(async function* () {
        yield* await users.lockAll()
        const account = yield* await users.find(userId)
        if (account === undefined || account.user.role === 'system') return err(notFound('user', userId))
        const before = account.user
        const now = needs.clock.now()
        const user = withLeave(
          { ...before, name: name ?? before.name, role: role ?? before.role, status: status ?? before.status },
          now,
        )
        const losesAdmin = isActiveAdmin(before) && !isActiveAdmin(user)
        if (losesAdmin && !(yield* await hasOtherAdmin({ users }, userId))) return err(lastAdmin(userId))
        yield* await users.save({ ...account, user })
        if (user.status === 'suspended') yield* await sessions.closeAllOf(userId)
        yield* await recordAudit(needs, { auditLog }, ...changesOf(before, user, { actor: viewer.id, origin }))
        yield* await events.append([accessChanged(userId)], now)
        return ok(user)
      }),
    )
  }
