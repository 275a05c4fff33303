import type { EventBatch } from '@boztell/core'
import { createPostgresUnitOfWork } from '@boztell/postgres'
import { expect, vi } from 'vitest'
import { connectLive } from '../live-client.ts'
import { addPerson } from '../people.ts'
import { faultTest, untilFurther } from './fault-test.ts'
import type { Installation } from './installation.ts'
import type { Randomness } from './randomness.ts'
import { startScreen } from './screen.ts'
import { startWebhookLoad } from './webhook-load.ts'

const EVENTS = 10_000
const CUTS = 200
const KILLS = 5
const LIMIT = { timeout: 120_000, interval: 500 }

/** An agent who takes part in every other room, and a screen of theirs that begins now. */
const openScreen = async (installation: Installation, random: Randomness) => {
  const { seats, seat, people, openRooms } = installation
  const [admin] = people
  if (admin === undefined) throw new Error('nobody is there')
  const agent = await addPerson(seat, admin, 'agent')
  const rooms = (await openRooms()).filter((_, index) => index % 2 === 0)
  for (const roomId of rooms) {
    const body = { user_id: agent.id }
    await seat.call('POST', `/rooms/${roomId}/participants`, { token: admin.token, body })
  }
  const begun = await connectLive(seat, agent.token)
  const [hello] = begun.frames
  await begun.close()
  const since = hello?.type === 'hello' ? hello.last_event_id : ''
  const screen = startScreen({ seats, token: agent.token, since, random })
  return { screen, rooms: new Set(rooms), since: Number(since.split('-')[0]) }
}

/** All that was logged behind a batch. */
const loggedSince = ({ inDatabase }: Installation, since: number): Promise<readonly EventBatch[]> =>
  inDatabase(async (database) => {
    const logged = await createPostgresUnitOfWork(database).run(({ events }) => events.after(since, 1_000_000))
    return logged._unsafeUnwrap().batches
  })

/** The ids of what happened in these rooms behind a batch, in the order of the log. */
const happened = async (installation: Installation, rooms: ReadonlySet<string>, since: number) =>
  (await loggedSince(installation, since)).flatMap(({ id, events }) =>
    events.flatMap((event, index) => ('roomId' in event && rooms.has(event.roomId) ? `${id}-${index}` : [])),
  )

const countEvents = async (installation: Installation, since: number): Promise<number> =>
  (await loggedSince(installation, since)).reduce((count, { events }) => count + events.length, 0)

faultTest(
  'A screen that is cut off again and again is told everything of its rooms once, in order',
  { rounds: 1, servers: 2 },
  async (installation, random) => {
    const { screen, rooms, since } = await openScreen(installation, random)
    const load = startWebhookLoad(installation, { random, connections: 4, habits: { largest: 40 } })
    await vi.waitFor(async () => {
      expect(screen.cuts()).toBeGreaterThanOrEqual(CUTS)
      expect(await countEvents(installation, since)).toBeGreaterThanOrEqual(EVENTS)
    }, LIMIT)
    await load.stop()
    const expected = await happened(installation, rooms, since)
    await screen.end(expected.at(-1) ?? '')
    expect(screen.told()).toEqual(expected)
    return []
  },
)

faultTest(
  'A screen whose server is killed goes on at another, and misses nothing',
  { rounds: 1, servers: 2 },
  async (installation, random) => {
    const { screen, rooms, since } = await openScreen(installation, random)
    const load = startWebhookLoad(installation, { random, connections: 4, habits: { largest: 20 } })
    for (let left = KILLS; left > 0; left -= 1) {
      await untilFurther(installation.ledger, random.whole(1, 60), ['webhooks'])
      const seat = random.pick(installation.seats)
      await seat.kill()
      await seat.start()
    }
    await load.stop()
    const expected = await happened(installation, rooms, since)
    await screen.end(expected.at(-1) ?? '')
    expect(screen.told()).toEqual(expected)
    return []
  },
)
