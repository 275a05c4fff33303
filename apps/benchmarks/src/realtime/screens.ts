import { once } from 'node:events'
import { WebSocket } from 'ws'
import { serveParent } from '../processes/child.ts'

// Many open screens in one process: they note how old what they are told is, and whether it is for them.

/** `open`: the sockets to open; `take`: what came since the last time. */
export type ScreensQuestion = Readonly<{ open: readonly ScreenWish[] }> | 'count' | 'take'
/** `rooms` are all that it may be told of; null: of any. */
export type ScreenWish = Readonly<{ url: string; token: string; rooms: readonly string[] | null }>
export type Seen = Readonly<{
  /** `message.created` only. */
  messages: number
  /** Frames about rooms that are not the screen's. */
  strange: number
  /** Of each frame: the batch of its event, and when it came, in milliseconds since the epoch. */
  batches: Float64Array
  arrivals: Float64Array
}>

type Frame = Readonly<{ type: string; room_id: string; id: string }>

let messages = 0
let strange = 0
let batches: number[] = []
let arrivals: number[] = []
const AT_ONCE = 50

const now = () => performance.timeOrigin + performance.now()

const open = async ({ url, token, rooms }: ScreenWish): Promise<void> => {
  const ws = new WebSocket(`${url.replace(/^http/, 'ws')}ws`, { headers: { authorization: `Bearer ${token}` } })
  const known = rooms && new Set(rooms)
  ws.on('message', (data: Buffer) => {
    const arrivedAt = now()
    const { type, room_id, id } = JSON.parse(data.toString()) as Frame
    if (type === 'hello') return
    // `12-3`: the event at place 3 of batch 12.
    batches.push(Number.parseInt(id, 10))
    arrivals.push(arrivedAt)
    if (type === 'message.created') messages += 1
    if (known?.has(room_id) === false) strange += 1
  })
  await once(ws, 'message')
}

const answer = async (question: unknown): Promise<unknown> => {
  const asked = question as ScreensQuestion
  if (asked === 'count') return messages
  if (asked === 'take') {
    const seen = { messages, strange, batches: Float64Array.from(batches), arrivals: Float64Array.from(arrivals) }
    messages = strange = 0
    batches = []
    arrivals = []
    return seen
  }
  for (let index = 0; index < asked.open.length; index += AT_ONCE)
    await Promise.all(asked.open.slice(index, index + AT_ONCE).map(open))
  return undefined
}

serveParent('ready', answer)
