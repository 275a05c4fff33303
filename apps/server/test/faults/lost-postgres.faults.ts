import { faultTest, lasting, untilFurther } from './fault-test.ts'
import type { Installation } from './installation.ts'
import type { Randomness } from './randomness.ts'
import { startReadLoad } from './read-load.ts'
import { startSendLoad } from './send-load.ts'
import { slowAnswer, troubleWhatsApp } from './trouble-whatsapp.ts'
import { startWebhookLoad } from './webhook-load.ts'

const CRASHES = 4
const TROUBLES = 8

const startBothLoads = async (installation: Installation, random: Randomness) => {
  const roomIds = await installation.openRooms()
  await troubleWhatsApp(installation.simulator, random, [slowAnswer], 500)
  return [
    startWebhookLoad(installation, { random }),
    startSendLoad(installation, { roomIds, random, pause: 400 }),
    startReadLoad(installation, { random }),
  ] as const
}

faultTest(
  'PostgreSQL is killed while webhooks come and messages go, and all goes on when it is back',
  { rounds: 2 },
  async (installation, random) => {
    const loads = await startBothLoads(installation, random)
    for (let crash = 0; crash < CRASHES; crash += 1) {
      await untilFurther(installation.ledger, random.whole(20, 200))
      await installation.crashDatabase(() => lasting(random, 0, 1_500))
    }
    await untilFurther(installation.ledger, 50)
    return loads
  },
)

faultTest(
  'PostgreSQL is slow, silent or cut off, and nothing gets lost on the line',
  { rounds: 2 },
  async (installation, random) => {
    const { line, ledger } = installation
    const loads = await startBothLoads(installation, random)
    const troubles = [
      () => line.pace({ latencyMs: random.whole(2, 80), bytesPerSecond: random.pick([100_000, 1_000_000]) }),
      () => line.pace('stalled'),
      line.cut,
      () => line.cutAfter(random.pick([/commit/i, /insert into/i, /update/i])),
    ]
    for (let trouble = 0; trouble < TROUBLES; trouble += 1) {
      await untilFurther(ledger, random.whole(5, 80))
      random.pick(troubles)()
      await lasting(random, 200, 3_000)
      line.pace('fast')
      line.mend()
    }
    await untilFurther(ledger, 50)
    return loads
  },
)
