import type { Email, Stores, UnitOfWork, User } from '@boztell/core'
import {
  defaultSettings,
  makeAddParticipant,
  makeClaimReviewItem,
  makeCreateUser,
  makeLogIn,
  makeRegister,
  makeRemoveParticipant,
  makeUpdateProfile,
  makeUpdateSettings,
  makeUpdateUser,
} from '@boztell/core'
import { test as base, describe, expect } from 'vitest'
import { aBusiness, aNamedCustomer } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aUser } from '../../builders/a-user.ts'
import { aMessageItem } from '../../builders/a-webhook.ts'
import { aWebhookFailure } from '../../builders/a-webhook-failure.ts'
import { auditEntriesOf } from '../../builders/an-audit-entry.ts'
import { stored } from '../../builders/store.ts'
import { storeWaitingRoom } from '../review/a-waiting-room.ts'
import { storeAssignedRoom } from '../rooms/an-assigned-room.ts'
import { A_PASSWORD, anEmail, needsOf, storeLogin } from '../users/a-login.ts'

const origin = { requestId: 'my-request', ip: '192.0.2.7' }

/** The same unit of work, which notes the names of all calls of stores; `units` counts how often it was run. */
const watched = (unitOfWork: UnitOfWork) => {
  const calls: string[] = []
  const watch = <S extends object>(name: string, store: S): S =>
    new Proxy(store, {
      get: (target, method) => {
        calls.push(`${name}.${String(method)}`)
        return Reflect.get(target, method) as unknown
      },
    })
  const run: UnitOfWork['run'] = (work) => {
    calls.push('begin')
    return unitOfWork.run((stores) => {
      const each = Object.entries(stores).map(([name, store]) => [name, watch(name, store)])
      return work(Object.fromEntries(each) as Stores)
    })
  }
  return { unitOfWork: { run }, calls }
}

export const auditedActsScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', () => makeUnitOfWork())
    .extend(
      'logOf',
      ({ unitOfWork }) =>
        async () =>
          (await auditEntriesOf(unitOfWork)).map(
            ({ id: _id, at: _at, requestId: _requestId, ip: _ip, ...told }) => told,
          ),
    )
  const user = ({ id }: Pick<User, 'id'>) => ({ type: 'user', id })

  describe(`The audit log, on ${adapter}`, () => {
    test('tells who logged in, when and from where', async ({ unitOfWork }) => {
      const { user: ayu, email } = await storeLogin(unitOfWork)
      ;(await makeLogIn(needsOf(unitOfWork))({ email, password: A_PASSWORD, origin }))._unsafeUnwrap()
      expect(await auditEntriesOf(unitOfWork)).toEqual([
        {
          id: expect.any(String),
          at: TEST_NOW,
          actor: ayu.id,
          action: 'login.succeeded',
          subject: user(ayu),
          details: {},
          requestId: 'my-request',
          ip: '192.0.2.7',
        },
      ])
    })

    test('tells whose login failed and why, also of who may not work yet', async ({ unitOfWork, logOf }) => {
      const logIn = makeLogIn(needsOf(unitOfWork))
      const active = await storeLogin(unitOfWork)
      const pending = await storeLogin(unitOfWork, { status: 'pending' })
      const suspended = await storeLogin(unitOfWork, { status: 'suspended' })
      for (const { email } of [pending, suspended])
        expect((await logIn({ email, password: A_PASSWORD })).isErr()).toBe(true)
      expect((await logIn({ email: active.email, password: 'guessed' })).isErr()).toBe(true)

      const failed = { actor: null, action: 'login.failed' }
      expect(await logOf()).toEqual([
        { ...failed, subject: user(active.user), details: { reason: 'invalid_credentials' } },
        { ...failed, subject: user(suspended.user), details: { reason: 'account_suspended' } },
        { ...failed, subject: user(pending.user), details: { reason: 'account_pending' } },
      ])
    })

    test('keeps neither a password nor an address that nobody here has', async ({ unitOfWork, logOf }) => {
      const logIn = makeLogIn(needsOf(unitOfWork))
      expect((await logIn({ email: 'my-secret-word@example.com' as Email, password: 'guessed' })).isErr()).toBe(true)
      const log = await logOf()
      expect(log).toMatchObject([
        { subject: null, details: { reason: 'invalid_credentials', email: 'm…@example.com' } },
      ])
      expect(JSON.stringify(log)).not.toMatch(/secret|guessed/)
    })

    test('costs a failed login the same, whether somebody has the email or not', async ({ unitOfWork }) => {
      const { email } = await storeLogin(unitOfWork)
      const [known, unknown] = [watched(unitOfWork), watched(unitOfWork)]
      for (const [{ unitOfWork }, tried] of [
        [known, email],
        [unknown, anEmail()],
      ] as const) {
        expect((await makeLogIn(needsOf(unitOfWork))({ email: tried, password: 'guessed' })).isErr()).toBe(true)
      }
      expect(known.calls).toEqual(['begin', 'users.findByEmail', 'begin', 'auditLog.append'])
      expect(unknown.calls).toEqual(known.calls)
    })

    test('tells who registered, and who was added by whom', async ({ unitOfWork, logOf }) => {
      const register = makeRegister({ ...needsOf(unitOfWork), registration: 'approval', setupToken: null })
      const registration = { name: 'Ayu', password: A_PASSWORD, setupToken: null }
      const { user: admin } = (await register({ ...registration, email: anEmail() }))._unsafeUnwrap()
      const { user: late } = (await register({ ...registration, email: anEmail() }))._unsafeUnwrap()
      const added = (
        await makeCreateUser(needsOf(unitOfWork))({
          viewer: admin,
          name: 'Budi',
          email: anEmail(),
          password: A_PASSWORD,
          role: 'supervisor',
        })
      )._unsafeUnwrap()

      expect(await logOf()).toEqual([
        { actor: admin.id, action: 'user.created', subject: user(added), details: { role: 'supervisor' } },
        {
          actor: late.id,
          action: 'user.registered',
          subject: user(late),
          details: { role: 'agent', status: 'pending' },
        },
        {
          actor: admin.id,
          action: 'user.registered',
          subject: user(admin),
          details: { role: 'admin', status: 'active' },
        },
      ])
    })

    test('tells what became of role and status, and nothing where nothing did', async ({ unitOfWork, logOf }) => {
      const { user: admin } = await storeLogin(unitOfWork, { role: 'admin' })
      const { user: ayu } = await storeLogin(unitOfWork, { status: 'pending' })
      const updateUser = makeUpdateUser(needsOf(unitOfWork))
      const change = { viewer: admin, userId: ayu.id }
      expect((await updateUser({ ...change, role: 'supervisor', status: 'active' })).isOk()).toBe(true)
      expect((await updateUser({ ...change, role: 'supervisor', name: 'Citra' })).isOk()).toBe(true)
      expect((await updateUser({ viewer: admin, userId: admin.id, role: 'agent' })).isErr()).toBe(true)

      const by = { actor: admin.id, subject: user(ayu) }
      expect(await logOf()).toEqual([
        { ...by, action: 'user.status_changed', details: { from: 'pending', to: 'active' } },
        { ...by, action: 'user.role_changed', details: { from: 'agent', to: 'supervisor' } },
      ])
    })

    test('tells who changed their password, and who tried to', async ({ unitOfWork, logOf }) => {
      const { user: ayu, token } = await storeLogin(unitOfWork)
      const updateProfile = makeUpdateProfile(needsOf(unitOfWork))
      const change = { viewer: ayu, token, origin }
      const next = 'es teh manis sekali'
      expect((await updateProfile({ ...change, password: { current: 'guessed', next } })).isErr()).toBe(true)
      expect((await updateProfile({ ...change, password: { current: A_PASSWORD, next } })).isOk()).toBe(true)
      expect((await updateProfile({ ...change, availability: 'away' })).isOk()).toBe(true)

      const by = { actor: ayu.id, subject: user(ayu), details: {} }
      expect(await logOf()).toEqual([
        { ...by, action: 'password.changed' },
        { ...by, action: 'password.change_refused' },
      ])
    })

    test('tells who gave a room to whom and took it away, once', async ({ unitOfWork, logOf }) => {
      const { room, admin, supervisor } = await storeAssignedRoom(unitOfWork)
      const { user: citra } = await storeLogin(unitOfWork)
      const assignment = { roomId: room.id, userId: citra.id }
      const needs = needsOf(unitOfWork)
      for (const viewer of [admin, supervisor]) {
        expect((await makeAddParticipant(needs)({ viewer, ...assignment })).isOk()).toBe(true)
      }
      expect((await makeRemoveParticipant(needs)({ viewer: supervisor, ...assignment })).isOk()).toBe(true)
      expect((await makeRemoveParticipant(needs)({ viewer: admin, ...assignment })).isErr()).toBe(true)

      const what = { subject: { type: 'room', id: room.id }, details: { user_id: citra.id } }
      expect(await logOf()).toEqual([
        { ...what, actor: supervisor.id, action: 'participant.removed' },
        { ...what, actor: admin.id, action: 'participant.added' },
      ])
    })

    test('tells what was set to what, and only that', async ({ unitOfWork, logOf }) => {
      const admin = aUser({ role: 'admin' })
      const settings = { ...defaultSettings.auto_reply, max_per_day: 7 }
      const update = { viewer: admin, kind: 'auto_reply', settings } as const
      expect((await makeUpdateSettings(needsOf(unitOfWork))(update)).isOk()).toBe(true)
      expect(await logOf()).toEqual([
        {
          actor: admin.id,
          action: 'settings.changed',
          subject: { type: 'settings', id: 'auto_reply' },
          details: { from: { max_per_day: defaultSettings.auto_reply.max_per_day }, to: { max_per_day: 7 } },
        },
      ])
    })

    test('tells of an agent who joins by claiming what waits for review', async ({ unitOfWork, logOf }) => {
      const { room, item } = await storeWaitingRoom(unitOfWork)
      const { user: citra } = await storeLogin(unitOfWork)
      expect((await makeClaimReviewItem(needsOf(unitOfWork))({ viewer: citra, itemId: item.id })).isOk()).toBe(true)
      expect(await logOf()).toEqual([
        {
          actor: citra.id,
          action: 'participant.added',
          subject: { type: 'room', id: room.id },
          details: { user_id: citra.id },
        },
      ])
    })

    test('tells of a room that came to an agent by itself', async ({ unitOfWork, logOf }) => {
      const { user: citra } = await storeLogin(unitOfWork)
      await stored(unitOfWork, ({ settings }) => settings.save('assignment', { mode: 'round_robin', capacity: 5 }))
      const business = aBusiness(unitOfWork)
      const customer = aNamedCustomer()
      await business.take(aMessageItem({ customer }))
      expect(await logOf()).toEqual([
        {
          actor: null,
          action: 'participant.added',
          subject: { type: 'room', id: (await business.roomOf(customer))?.room.id },
          details: { user_id: citra.id, reason: expect.any(String) },
        },
      ])
    })

    test('tells of an agent who joins by opening a room', async ({ unitOfWork, logOf }) => {
      const { user: ayu } = await storeLogin(unitOfWork)
      const { openRoom } = aBusiness(unitOfWork)
      const opened = (await openRoom({ viewer: ayu, phone: '+6281234567890' }))._unsafeUnwrap()
      expect((await openRoom({ viewer: ayu, phone: '+6281234567890' })).isOk()).toBe(true)
      expect(await logOf()).toEqual([
        {
          actor: ayu.id,
          action: 'participant.added',
          subject: { type: 'room', id: opened.view.room.id },
          details: { user_id: ayu.id },
        },
      ])
    })

    test('tells of a webhook failure that was applied after all, and of no other', async ({ unitOfWork, logOf }) => {
      const { raw: _raw, ...item } = aMessageItem({ customer: aNamedCustomer(), sentAt: TEST_NOW })
      const applied = aWebhookFailure({ raw: JSON.parse(JSON.stringify({ ...item, raw: {} })) })
      const unreadable = aWebhookFailure({ raw: null })
      await stored(unitOfWork, ({ webhookFailures }) => webhookFailures.append([applied, unreadable]))
      const { replay } = aBusiness(unitOfWork)
      expect((await replay(applied.id)).isOk()).toBe(true)
      expect((await replay(unreadable.id)).isErr()).toBe(true)
      expect(await logOf()).toEqual([
        {
          actor: null,
          action: 'webhook_failure.replayed',
          subject: { type: 'webhook_failure', id: applied.id },
          details: {},
        },
      ])
    })
  })
}
