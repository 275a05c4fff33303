import { ok } from 'neverthrow'
import type * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { parseWith } from '../problem.ts'
import { createUserInput, logInInput, registerInput, updateProfileInput, updateUserInput } from './user-input.ts'

const refused = (schema: v.GenericSchema, input: unknown) =>
  parseWith(schema, input)
    ._unsafeUnwrapErr()
    .problems.map(({ path, message }) => `${path} ${message}`)

const registration = { name: 'Ayu', email: 'ayu@example.com', password: 'kopi susu gula' }

describe('Registering', () => {
  test('trims the name and the email, which it keeps in lower case', () => {
    expect(parseWith(registerInput, { ...registration, name: ' Ayu ', email: ' Ayu@Example.COM ' })).toEqual(
      ok(registration),
    )
  })

  test('leaves a password exactly as it is', () => {
    const password = '  Kopi Susu GULA  '
    expect(parseWith(registerInput, { ...registration, password })).toEqual(ok({ ...registration, password }))
  })

  test.each([
    ['name', 'a', '😀'.repeat(100)],
    ['password', '😀'.repeat(12), '😀'.repeat(200)],
    ['email', 'a@b.co', `${'a'.repeat(242)}@example.com`],
  ])('takes the shortest and the longest %s', (field, shortest, longest) => {
    for (const value of [shortest, longest]) {
      const input = { ...registration, [field]: value }
      expect(parseWith(registerInput, input)).toEqual(ok(input))
    }
  })

  test.each([
    ['an empty name', { name: '  ' }, 'name must have at least 1 character'],
    ['a long name', { name: '😀'.repeat(101) }, 'name must have at most 100 characters'],
    ['a name of two lines', { name: 'Ayu\nLestari' }, 'name must be one line of well-formed Unicode'],
    ['a name with a NUL character', { name: 'Ayu\0' }, 'name must be one line of well-formed Unicode'],
    ['half a character', { name: '\ud83d' }, 'name must be one line of well-formed Unicode'],
    ['what is no email', { email: 'ayu' }, 'email must be an e-mail address'],
    ['a long email', { email: `${'a'.repeat(243)}@example.com` }, 'email must have at most 254 characters'],
    ['a short password', { password: '😀'.repeat(11) }, 'password must have at least 12 characters'],
    ['a long password', { password: '😀'.repeat(201) }, 'password must have at most 200 characters'],
    ['a wish for a role', { role: 'admin' }, 'role is not known here'],
  ])('refuses %s', (_what, wrong, problem) => {
    expect(refused(registerInput, { ...registration, ...wrong })).toEqual([problem])
  })

  test('names everything that is wrong', () => {
    expect(refused(registerInput, { email: 1, setup_token: 2 })).toEqual([
      'name is required',
      'email must be a string',
      'password is required',
      'setup_token must be a string',
    ])
  })
})

describe('Logging in', () => {
  test('keeps the email in lower case and takes any word for a try', () => {
    expect(parseWith(logInInput, { email: ' AYU@example.com', password: 'x' })).toEqual(
      ok({ email: 'ayu@example.com', password: 'x' }),
    )
    expect(refused(logInInput, { email: 'ayu@example.com', password: '' })).toEqual(['password must not be empty'])
  })
})

describe('Updating the profile', () => {
  test('asks for the current password with a new one, next to what else is wrong', () => {
    expect(refused(updateProfileInput, { password: 'short', availability: 'asleep' })).toEqual([
      'availability must be "online" or "away"',
      'password must have at least 12 characters',
      'current_password is required to change the password',
    ])
    const change = { password: 'es teh manis sekali', current_password: 'old' }
    expect(parseWith(updateProfileInput, change)).toEqual(ok(change))
  })

  test('does not touch role, status or email', () => {
    expect(refused(updateProfileInput, { role: 'admin', status: 'active', email: 'a@example.com' })).toEqual([
      'role is not known here',
      'status is not known here',
      'email is not known here',
    ])
  })

  test('may change nothing', () => expect(parseWith(updateProfileInput, {})).toEqual(ok({})))
})

describe('An admin', () => {
  test.each(['admin', 'supervisor', 'agent'])('makes and appoints a user %s', (role) => {
    expect(parseWith(createUserInput, { ...registration, role })).toEqual(ok({ ...registration, role }))
    expect(parseWith(updateUserInput, { role })).toEqual(ok({ role }))
  })

  test('makes nobody a system user, nor anybody wait again', () => {
    const roles = 'role must be "admin" or "supervisor" or "agent"'
    expect(refused(createUserInput, { ...registration, role: 'system' })).toEqual([roles])
    expect(refused(updateUserInput, { role: 'system', status: 'pending' })).toEqual([
      roles,
      'status must be "active" or "suspended"',
    ])
  })
})
