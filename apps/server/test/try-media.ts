import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSimulatorControl, type SimulatorControl } from '@boztell/simulator'

/** Walks a file through a running server in both directions, printing each step; ends with 1 as soon as something differs. */
const [email, password] = process.argv.slice(2)
const server = process.env['BOZTELL_URL'] ?? 'http://127.0.0.1:3000'
const simulator = process.env['SIMULATOR_URL'] ?? 'http://127.0.0.1:3001'

type Json = { [field: string]: Json } & string
const print = (line: string) => process.stdout.write(`${line}\n`)
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

const check = (what: string, isRight: boolean, found: unknown): void => {
  if (!isRight) throw new Error(`${what}: ${JSON.stringify(found)}`)
  print(`  ok  ${what}`)
}

const until = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
  for (let tries = 0; tries < 300; tries += 1) {
    const found = await look()
    if (found !== undefined) return found
    await sleep(100)
  }
  throw new Error(`${what}: not within 30 seconds`)
}

const ask = async (token: string, method: string, path: string, body?: FormData | object): Promise<Response> =>
  fetch(server + path, {
    method,
    headers: {
      ...(token !== '' && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && !(body instanceof FormData) && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
  })
const json = async (answer: Response): Promise<Json> => (await answer.json()) as Json

const logIn = async (): Promise<Json> => {
  const account = { email, password }
  const registered = await ask('', 'POST', '/auth/register', { name: 'Try media', ...account })
  const body = await json(registered)
  if (registered.ok && body['token']) return body
  const answer = await ask('', 'POST', '/auth/login', account)
  if (!answer.ok) throw new Error(`nobody can log in as ${email}: ${await answer.text()}`)
  return json(answer)
}

const walk = async (control: SimulatorControl): Promise<void> => {
  const session = await logIn()
  const token = String(session['token'])
  const userId = String(session['user']?.['id'])
  const get = async (path: string) => json(await ask(token, 'GET', path))
  const phone = `+62812${String(Date.now()).slice(-8)}`

  print(`A customer, ${phone}, sends a picture.`)
  await control.receive(phone, { type: 'image', content: { caption: 'Is this still there?' } })
  const room = await until(
    'the room',
    async () => (await get(`/rooms?q=${encodeURIComponent(phone)}`))['data']?.[0 as never] as Json,
  )
  const incoming = await until('the picture', async () => {
    const [message] = (await get(`/rooms/${room['id']}/messages`))['data'] as unknown as Json[]
    return message?.['content']?.['media']?.['state'] === 'ready' ? message : undefined
  })
  const told = incoming['content']?.['media']
  check('it is here, with its type, size and hash', told?.['mime_type'] === 'image/png', told)
  const bytes = new Uint8Array(await (await ask(token, 'GET', `/media/${told?.['id']}`)).arrayBuffer())
  check(`GET /media/:id gives its ${bytes.length} bytes`, sha256(bytes) === told?.['sha256'], sha256(bytes))
  const part = await fetch(`${server}/media/${told?.['id']}`, {
    headers: { authorization: `Bearer ${token}`, range: 'bytes=0-9' },
  })
  check('a range gives ten of them', part.status === 206 && (await part.arrayBuffer()).byteLength === 10, part.status)
  const thumbnail = await ask(token, 'GET', `/media/${told?.['id']}?variant=thumbnail`)
  check('it has a thumbnail', thumbnail.ok && thumbnail.headers.get('content-type') === 'image/webp', thumbnail.status)
  const signed = await json(await ask(token, 'POST', `/media/${told?.['id']}/url`, {}))
  const open = await fetch(new URL(String(signed['url']), server))
  check(
    'a signed address works without a token',
    sha256(new Uint8Array(await open.arrayBuffer())) === told?.['sha256'],
    open.status,
  )
  check('without either there is nothing', (await ask('', 'GET', `/media/${told?.['id']}`)).status === 401, 'not 401')

  print('An agent answers with a document.')
  const document = Buffer.from(
    `%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n% ${crypto.randomUUID()}\ntrailer<</Root 1 0 R>>\n%%EOF\n`,
  )
  const form = new FormData()
  form.set('file', new Blob([document]), 'menu.pdf')
  const uploaded = await ask(token, 'POST', '/media', form)
  const media = await json(uploaded)
  check('POST /media takes it', uploaded.status === 201 && media['sha256'] === sha256(document), media)
  const body = { user_id: userId, room_id: room['id'], media: { id: media['id'] }, caption: 'Our menu' }
  const sent = await ask(token, 'POST', '/messages/send-media-document', body)
  const message = await json(sent)
  check('it is queued', sent.status === 202, message)
  await until('delivered', async () => (await get(`/messages/${message['id']}`))['delivered_at'] ?? undefined)
  const atWhatsApp = (await control.messages()).find(({ callbackData }) => callbackData === message['id'])
  const { id } = (atWhatsApp?.body['document'] ?? {}) as { id: string }
  const arrived = Buffer.from(await new Response(await control.mediaBytes(id)).arrayBuffer())
  check('the customer has it, byte for byte', arrived.equals(document), arrived.length)

  print('What does not fit is refused.')
  const wrong = new FormData()
  wrong.set('user_id', userId)
  wrong.set('room_id', String(room['id']))
  wrong.set('file', new Blob(['<!doctype html><script>alert(1)</script>']), 'photo.jpg')
  const refused = await ask(token, 'POST', '/messages/send-media-image', wrong)
  check('a web page called photo.jpg is no picture', refused.status === 422, refused.status)
}

if (email === undefined || password === undefined) {
  print('pnpm try:media EMAIL PASSWORD   with a server from `pnpm start`; its first user is made if there is none')
  process.exitCode = 1
} else {
  await walk(createSimulatorControl(simulator)).catch((error: unknown) => {
    print(`  NO  ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  })
}
