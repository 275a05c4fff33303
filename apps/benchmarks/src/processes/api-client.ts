import { SETUP_TOKEN } from './start-server.ts'

export type Account = Readonly<{ id: string; token: string }>

const PASSWORD = 'only for this benchmark'

const post = async (server: URL, path: string, body: object, token?: string): Promise<unknown> => {
  const response = await fetch(new URL(path, server), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`POST ${path} was answered ${response.status}: ${await response.text()}`)
  return response.json()
}

/** Registers the first user, the admin. */
export const registerAdmin = async (server: URL): Promise<Account> => {
  const account = { name: 'Admin', email: 'admin@bench.example', password: PASSWORD, setup_token: SETUP_TOKEN }
  const { user, token } = (await post(server, '/auth/register', account)) as { user: { id: string }; token: string }
  return { id: user.id, token }
}

/** Lets the admin add an agent, who then logs in. */
export const addAgent = async (server: URL, admin: Account): Promise<Account> => {
  const email = 'agent@bench.example'
  await post(server, '/users', { name: 'Agent', email, password: PASSWORD, role: 'agent' }, admin.token)
  const { user, token } = (await post(server, '/auth/login', { email, password: PASSWORD })) as {
    user: { id: string }
    token: string
  }
  return { id: user.id, token }
}
