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
  frames: number
  /** Frames about rooms that are not the screen's. */
  strange: number
  /** Milliseconds from the beginning of the transaction that wrote the event to its frame. */
  ages: Float64Array
}>

let messages = 0
let strange = 0
let ages: number[] = []
const AT_ONCE = 50

const now = () => performance.timeOrigin + performance.now()

const open = async ({ url, token, rooms }: ScreenWish): Promise<void> => {
  const ws = new WebSocket(`${url.replace(/^http/, 'ws')}ws`, { headers: { authorization: `Bearer ${token}` } })
  const known = rooms && new Set(rooms)
  ws.on('message', (data: Buffer) => {
    const arrivedAt = now()
    const { type, room_id, at } = JSON.parse(data.toString()) as { type: string; room_id: string; at: string }
    if (type === 'hello') return
    ages.push(arrivedAt - Date.parse(at))
    if (type === 'message.created') messages += 1
    if (known?.has(room_id) === false) strange += 1
  })
  await once(ws, 'message')
}

const answer = async (question: unknown): Promise<unknown> => {
  const asked = question as ScreensQuestion
  if (asked === 'count') return messages
  if (asked === 'take') {
    const seen: Seen = { messages, strange, frames: ages.length, ages: Float64Array.from(ages) }
    messages = strange = 0
    ages = []
    return seen
  }
  for (let index = 0; index < asked.open.length; index += AT_ONCE)
    await Promise.all(asked.open.slice(index, index + AT_ONCE).map(open))
  return undefined
}

serveParent('ready', answer)
