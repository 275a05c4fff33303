import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test as plain } from 'vitest'
import { parseCommand } from '../src/command/parse-command.ts'
import { runCommand } from '../src/command/run-command.ts'
import { customer, lastValue, send, statusesOf, test } from './simulate-meta.ts'

const messages: Record<string, readonly [args: string[], message: object]> = {
  text: [['--text', 'Halo'], { type: 'text', content: { body: 'Halo' } }],
  'a sample picture': [['--image', '--caption', 'Foto'], { type: 'image', content: { caption: 'Foto' } }],
  'a picture at the end': [['--image'], { type: 'image', content: {} }],
  'a voice message': [['--audio'], { type: 'audio', content: {} }],
  location: [['--location', '-6.2,106.8'], { type: 'location', content: { latitude: -6.2, longitude: 106.8 } }],
  contact: [
    ['--contact', 'Budi:+62811'],
    { type: 'contacts', content: [{ phones: [{ phone: '+62811', wa_id: '62811' }] }] },
  ],
  reaction: [
    ['--reaction', '👍', '--to', 'wamid.a'],
    { type: 'reaction', content: { message_id: 'wamid.a', emoji: '👍' } },
  ],
  'a reaction taken back': [
    ['--reaction', '', '--to', 'wamid.a'],
    { type: 'reaction', content: { message_id: 'wamid.a' } },
  ],
  button: [['--button', 'Yes'], { type: 'button', content: { payload: 'Yes', text: 'Yes' } }],
  'a button reply': [
    ['--button-reply', 'y:Yes'],
    { type: 'interactive', content: { type: 'button_reply', button_reply: { id: 'y', title: 'Yes' } } },
  ],
  'a list reply': [
    ['--list-reply', 'a:A:first'],
    { type: 'interactive', content: { type: 'list_reply', list_reply: { id: 'a', title: 'A', description: 'first' } } },
  ],
  'a form': [
    ['--flow-reply', '{"a":1}'],
    { type: 'interactive', content: { nfm_reply: { response_json: '{"a":1}' } } },
  ],
  order: [
    ['--order', 'sku:2:1500'],
    { type: 'order', content: { product_items: [{ product_retailer_id: 'sku', quantity: 2, item_price: 1500 }] } },
  ],
  edit: [
    ['--edit', 'wamid.a', '--text', 'Halo'],
    { type: 'edit', content: { original_message_id: 'wamid.a', message: { text: { body: 'Halo' } } } },
  ],
  revoke: [['--revoke', 'wamid.a'], { type: 'revoke', content: { original_message_id: 'wamid.a' } }],
  unsupported: [['--unsupported'], { type: 'unsupported' }],
  welcome: [['--welcome', '--referral'], { type: 'request_welcome', referral: { source_type: 'ad' } }],
  'a changed number': [
    ['--changed-number', '62899'],
    { type: 'system', content: { type: 'user_changed_number', wa_id: '62899' } },
  ],
  'a type of tomorrow': [['--type', 'hologram', '--content', '{"a":1}'], { type: 'hologram', content: { a: 1 } }],
  'an answer': [
    ['--text', 'Halo', '--reply-to', 'wamid.a', '--forwarded'],
    { replyTo: 'wamid.a', context: { forwarded: true } },
  ],
  'a named customer': [
    ['--text', 'Halo', '--name', 'Siti', '--username', 'siti'],
    { customer: { name: 'Siti', username: 'siti' } },
  ],
}

describe('simulate', () => {
  plain.for(Object.entries(messages))('reads %s', ([, [args, message]]) => {
    expect(parseCommand(['message', '--from', `+${customer}`, ...args])).toMatchObject({
      kind: 'message',
      from: `+${customer}`,
      message,
    })
  })

  plain('takes a customer by user id alone', () => {
    expect(parseCommand(['message', '--user-id', 'ID.1', '--text', 'a'])).toMatchObject({
      from: 'ID.1',
      message: { customer: { userId: 'ID.1' } },
    })
  })

  plain('names a file and its type', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'simulate-')), 'a.pdf')
    writeFileSync(path, 'pdf')
    expect(parseCommand(['message', '--from', customer, '--document', path, '--caption', 'Read'])).toMatchObject({
      message: { type: 'document', content: { caption: 'Read' } },
      file: { path, filename: 'a.pdf', mimeType: 'application/pdf' },
    })
  })

  plain.for([
    [['nonsense'], 'There is no command'],
    [['message', '--text', 'a'], 'Say who writes'],
    [['message', '--from', customer], 'Say what to write'],
    [['message', '--from', customer, '--reaction', '👍'], '--reaction needs --to'],
    [['message', '--from', customer, '--location', 'here'], 'takes LAT,LONG'],
    [['message', '--from', customer, '--image', 'nowhere.png'], 'There is no file nowhere.png'],
    [['message', '--colour', 'red'], '--colour'],
    [['message', '--from', customer, '--text', 'a', '--copies', 'many'], '--copies takes a number'],
    [['status', 'last'], 'Say which message'],
    [['fault', 'earthquake'], 'fault.kind'],
    [['show'], 'Say what to show'],
  ] as const)('%s: %s', ([args, complaint]) => {
    expect(() => parseCommand(args)).toThrow(complaint)
  })

  test('plays a customer, a status, an echo and a fault', async ({ simulator, business }) => {
    const lines: string[] = []
    const run = (...args: string[]) =>
      runCommand(parseCommand([...args, '--simulator', simulator.url]), (line) => lines.push(line))
    await run('message', '--from', `+${customer}`, '--text', 'Halo')
    expect(lastValue(business).messages).toMatchObject([{ from: customer, text: { body: 'Halo' } }])
    await expect(run('status', 'last', 'read')).rejects.toThrow('no message yet')
    await simulator.control.configure({ autoStatuses: false })
    await send(simulator, { text: { body: 'Halo' } })
    await run('status', 'last', 'failed', '--code', '131026')
    expect(statusesOf(business)).toMatchObject([{ status: 'failed', errors: [{ code: 131026 }] }])
    await run('echo', '--to', `+${customer}`, '--text', 'Echo')
    expect(lastValue(business).message_echoes).toMatchObject([{ to: customer }])
    await run('fault', 'error', '--code', '130429', '--times', '2')
    expect(await simulator.control.faults()).toMatchObject([{ times: 2, fault: { code: 130429 } }])
    await run('fault', 'clear')
    await run('show', 'customers')
    expect(lines.join('\n')).toContain('answered 200')
    expect(lines.at(-1)).toContain(customer)
  })

  plain('says what to start when no simulator answers, and ends with 1', async () => {
    const script = new URL('../src/simulate.ts', import.meta.url).pathname
    const args = [script, 'message', '--from', customer, '--text', 'a', '--simulator', 'http://127.0.0.1:1']
    const ended = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      execFile(process.execPath, args, (error, _, stderr) => resolve({ code: error?.code, stderr }))
    })
    expect(ended.stderr).toContain('No simulator answers at http://127.0.0.1:1')
    expect(ended.code).toBe(1)
  })
})
