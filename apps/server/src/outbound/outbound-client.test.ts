import { createServer, type Server } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOutboundClient } from './outbound-client.ts'
import { isPublicAddress, PrivateTarget, publicLookup } from './public-address.ts'

const heard: string[] = []
let listener: Server
let port: number
beforeAll(async () => {
  listener = createServer((request, response) => {
    heard.push(request.url ?? '')
    response.end()
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  port = (listener.address() as AddressInfo).port
})
afterAll(() => new Promise((resolve) => listener.close(resolve)))

const post = async (host: string, options: Partial<Parameters<typeof createOutboundClient>[0]> = {}) => {
  const client = createOutboundClient({ allowPrivate: false, ...options })
  const answer = await client.post({ url: `http://${host}:${port}/hook`, headers: {}, body: '{}' })
  await client.close()
  return answer
}
const refused = { error: 'the address is not a public one' }

/** A name server that answers as told, the last answer again and again; counts the questions. */
const aNameServer = (...answers: readonly (readonly string[])[]) => {
  const left = [...answers]
  let questions = 0
  const lookup: LookupFunction = (_hostname, options, callback) => {
    questions += 1
    const addresses = (left.length > 1 ? left.shift() : left[0]) ?? []
    const all = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    const [first] = all
    if (options.all === true) callback(null, all)
    else callback(null, first?.address ?? '', first?.family)
  }
  return { lookup, questions: () => questions }
}

describe('A public address', () => {
  test.each(['8.8.8.8', '93.184.215.14', '2606:4700::1111', '2a00:1450:4001:813::200e'])('is %s', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  test.each([
    ...['127.0.0.1', '0.0.0.0', '10.1.2.3', '172.16.0.1', '192.168.1.1', '100.64.0.1', '169.254.169.254'],
    ...['224.0.0.1', '240.0.0.1', '255.255.255.255', '198.18.0.1', '192.0.2.1'],
    ...['::', '::1', 'fe80::1', 'fd00:ec2::254', 'fec0::1', 'ff02::1', '2001:db8::1', '100::1'],
    ...[
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '::7f00:1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '2001::1',
      '::ffff:0:7f00:1',
    ],
    ...['', 'localhost', '127.1', '1.2.3.4.5'],
  ])('is not %j', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
})

describe('Calling what users named', () => {
  test.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '0', 'localhost', '169.254.169.254'])(
    'never reaches %s',
    async (host) => {
      heard.length = 0
      expect(await post(host)).toEqual(refused)
      expect(heard).toEqual([])
    },
  )

  test('never reaches a private address behind a public name', async () => {
    heard.length = 0
    for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '::1'])
      expect(await post('rebind.example.com', { lookup: aNameServer([address]).lookup })).toEqual(refused)
    expect(heard).toEqual([])
  })

  test('asks once, and does not connect if none of what it is told is public', async () => {
    heard.length = 0
    const names = aNameServer(['192.0.2.1', '127.0.0.1'], ['8.8.8.8'])
    expect(await post('rebind.example.com', { lookup: names.lookup })).toEqual(refused)
    expect(names.questions()).toBe(1)
    expect(heard).toEqual([])
  })

  // The lookup of the connection itself, asked as sockets ask; to connect to what it gives would leave this machine.
  test('checks each answer anew: a name that was public and is private the next time leads nowhere', async () => {
    const ask = (lookup: LookupFunction) =>
      new Promise((resolve, reject) => {
        lookup('rebind.example.com', { all: true }, (error, found) => (error ? reject(error) : resolve(found)))
      })
    const lookup = publicLookup(aNameServer(['8.8.8.8'], ['127.0.0.1', '1.1.1.1'], ['127.0.0.1']).lookup)
    expect(await ask(lookup)).toEqual([{ address: '8.8.8.8', family: 4 }])
    expect(await ask(lookup)).toEqual([{ address: '1.1.1.1', family: 4 }])
    await expect(ask(lookup)).rejects.toThrow(PrivateTarget)
  })

  test('reaches them where that is allowed', async () => {
    heard.length = 0
    const { lookup } = aNameServer(['127.0.0.1'])
    expect(await post('crm.internal', { lookup, allowPrivate: true })).toEqual({ status: 200 })
    expect(await post('127.0.0.1', { allowPrivate: true })).toEqual({ status: 200 })
    expect(heard).toEqual(['/hook', '/hook'])
  })

  test('says in words why it did not', async () => {
    const nobody = createServer()
    await new Promise<void>((resolve) => nobody.listen(0, '127.0.0.1', resolve))
    const free = (nobody.address() as AddressInfo).port
    await new Promise((resolve) => nobody.close(resolve))
    const client = createOutboundClient({ allowPrivate: true })
    const answer = await client.post({ url: `http://127.0.0.1:${free}/`, headers: {}, body: '' })
    expect(answer).toMatchObject({ error: expect.stringMatching('ECONNREFUSED') })
    await client.close()
  })
})
