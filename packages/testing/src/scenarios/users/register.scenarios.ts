import type { UnitOfWork } from '@boztell/core'
import {
  SESSION_LIFETIME,
  emailTaken,
  makeAuthenticate,
  makeRegister,
  registrationClosed,
  setupTokenRequired,
} from '@boztell/core'
import { err, ok } from 'neverthrow'
import { test as base, describe, expect, vi } from 'vitest'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { stored } from '../../builders/store.ts'
import { testCredentials } from '../../builders/test-credentials.ts'
import { A_PASSWORD, anEmail, hashedTogether, needsOf } from './a-login.ts'

type Settings = Partial<Parameters<typeof makeRegister>[0]>

const registerIn = (unitOfWork: UnitOfWork, settings: Settings = {}) =>
  makeRegister({ ...needsOf(unitOfWork), registration: 'approval', setupToken: null, ...settings })

const aCommand = () => ({ name: 'Ayu', email: anEmail(), password: A_PASSWORD, setupToken: null })

const everybody = async (unitOfWork: UnitOfWork) =>
  (await stored(unitOfWork, ({ users }) => users.list({ limit: 100, cursor: null }))).data

export const registerScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', () => makeUnitOfWork())

  describe(`Registering, on ${adapter}`, () => {
    test('makes the first user an active admin, logged in for 30 days', async ({ unitOfWork }) => {
      const command = aCommand()
      const { user, token, expiresAt } = (await registerIn(unitOfWork)(command))._unsafeUnwrap()

      expect(user).toMatchObject({ name: 'Ayu', email: command.email, role: 'admin', status: 'active' })
      expect(user.createdAt).toBe(TEST_NOW)
      expect(expiresAt).toBe(TEST_NOW + SESSION_LIFETIME)
      expect(await makeAuthenticate(needsOf(unitOfWork))({ token: token ?? '' })).toEqual(ok(user))
    })

    test('makes everybody later an agent who waits for approval, without a token', async ({ unitOfWork }) => {
      const register = registerIn(unitOfWork)
      expect((await register(aCommand())).isOk()).toBe(true)
      const later = (await register(aCommand()))._unsafeUnwrap()

      expect(later.user).toMatchObject({ role: 'agent', status: 'pending' })
      expect(later).toMatchObject({ token: null, expiresAt: null })
      expect(await everybody(unitOfWork)).toContainEqual(later.user)
    })

    test('makes one admin, however many register at once', async ({ unitOfWork }) => {
      const register = registerIn(unitOfWork, { credentials: hashedTogether(10) })
      const registered = await Promise.all(Array.from({ length: 10 }, () => register(aCommand())))

      expect(registered.filter((result) => result.isOk())).toHaveLength(10)
      const users = await everybody(unitOfWork)
      expect(users.filter(({ role }) => role === 'admin')).toHaveLength(1)
      expect(users.filter(({ role, status }) => role === 'agent' && status === 'pending')).toHaveLength(9)
    })

    test('keeps a hash of the password', async ({ unitOfWork }) => {
      const command = aCommand()
      expect((await registerIn(unitOfWork)(command)).isOk()).toBe(true)

      const account = await stored(unitOfWork, ({ users }) => users.findByEmail(command.email))
      expect(account?.passwordHash).toBe(await testCredentials.hashPassword(A_PASSWORD))
    })

    test('refuses an email that is taken', async ({ unitOfWork }) => {
      const register = registerIn(unitOfWork)
      const command = aCommand()
      const { user } = (await register(command))._unsafeUnwrap()

      expect(await register({ ...command, name: 'Somebody else' })).toEqual(err(emailTaken(command.email)))
      expect(await everybody(unitOfWork)).toEqual([user])
    })

    test('makes one account of an email that registers several times at once', async ({ unitOfWork }) => {
      const register = registerIn(unitOfWork, { credentials: hashedTogether(5) })
      const command = aCommand()
      const results = await Promise.all(Array.from({ length: 5 }, () => register(command)))

      expect(results.filter((result) => result.isOk())).toHaveLength(1)
      expect(await everybody(unitOfWork)).toHaveLength(1)
    })

    test('asks the first user for the setup token, where there is one', async ({ unitOfWork }) => {
      const register = registerIn(unitOfWork, { setupToken: 'let-me-in' })

      expect(await register(aCommand())).toEqual(err(setupTokenRequired()))
      expect(await register({ ...aCommand(), setupToken: 'let-me-out' })).toEqual(err(setupTokenRequired()))
      expect(await everybody(unitOfWork)).toEqual([])

      const first = await register({ ...aCommand(), setupToken: 'let-me-in' })
      expect(first._unsafeUnwrap().user.role).toBe('admin')
      expect((await register(aCommand()))._unsafeUnwrap().user.role).toBe('agent')
    })

    test('lets nobody but the first user in where registration is closed', async ({ unitOfWork }) => {
      const register = registerIn(unitOfWork, { registration: 'closed' })

      expect((await register(aCommand()))._unsafeUnwrap().user.role).toBe('admin')
      expect(await register(aCommand())).toEqual(err(registrationClosed()))
      expect(await everybody(unitOfWork)).toHaveLength(1)
    })

    test('hashes no password of somebody it refuses', async ({ unitOfWork }) => {
      const hashPassword = vi.fn((password: string) => testCredentials.hashPassword(password))
      const credentials = { ...testCredentials, hashPassword }
      const register = registerIn(unitOfWork, { credentials, setupToken: 'let-me-in' })

      expect(await register(aCommand())).toEqual(err(setupTokenRequired()))
      expect(hashPassword).not.toHaveBeenCalled()
    })
  })
}
