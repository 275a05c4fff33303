import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { sharedNow } from '../load/clock.ts'
import { serveParent } from '../processes/child.ts'

// Stands in for the Graph API where only the server is to be measured: it notes which message came when and takes everything.
// The simulator checks and plays far more, and would be measured along with it.

/** `delay`: answer after so many milliseconds; `count`: how many messages came; `take`: which and when, then forget them. */
export type StubQuestion = Readonly<{ delay: number }> | 'count' | 'take'
export type Receipt = Readonly<{ id: string; at: number }>

let receipts: Receipt[] = []
let delay = 0
let named = 0

const server = createServer((request, response) => {
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece))
  request.on('end', () => {
    const body = Buffer.concat(pieces).toString()
    const id = /"biz_opaque_callback_data":"([^"]+)"/.exec(body)?.[1]
    const to = /"to":"\+?(\d+)"/.exec(body)?.[1]
    if (id !== undefined) receipts.push({ id, at: sharedNow() })
    const wamid = `wamid.HBgN${String((named += 1)).padStart(42, '0')}`
    const answer = JSON.stringify({
      messaging_product: 'whatsapp',
      contacts: [{ input: to, wa_id: to }],
      messages: [{ id: wamid }],
    })
    const send = () => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length })
      response.end(answer)
    }
    if (delay === 0) send()
    else sleep(delay).then(send, () => response.destroy())
  })
})

const answer = async (question: unknown): Promise<unknown> => {
  const asked = question as StubQuestion
  if (asked === 'count') return receipts.length
  if (asked === 'take') {
    const taken = receipts
    receipts = []
    return taken
  }
  delay = asked.delay
  return undefined
}

server.listen(0, '127.0.0.1', () =>
  serveParent({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }, answer),
)
