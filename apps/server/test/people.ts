import type { TestServer } from './start-server.ts'

export type Person = Readonly<{ id: string; token: string; email: string }>

export const PASSWORD = 'correct horse battery'
let count = 0

/** Registers the first user, who is the admin. */
export const registerAdmin = async (
  { call }: Pick<TestServer, 'call'>,
  /** What production asks for besides. */
  proof: Readonly<{ setup_token?: string }> = {},
): Promise<Person> => {
  const email = 'admin@example.com'
  const { body } = await call('POST', '/auth/register', {
    body: { name: 'Admin', email, password: PASSWORD, ...proof },
  })
  return { id: String(body['user']?.['id']), token: String(body['token']), email }
}

/** Lets the admin add an active user, who then logs in. */
export const addPerson = async (
  { call }: Pick<TestServer, 'call'>,
  admin: Person,
  role: 'admin' | 'supervisor' | 'agent',
): Promise<Person> => {
  const email = `${role}-${++count}@example.com`
  const made = await call('POST', '/users', {
    token: admin.token,
    body: { name: role, email, password: PASSWORD, role },
  })
  const { body } = await call('POST', '/auth/login', { body: { email, password: PASSWORD } })
  return { id: String(made.body['id']), token: String(body['token']), email }
}
