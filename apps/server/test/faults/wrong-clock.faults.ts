import { faultTest, untilFurther } from './fault-test.ts'
import { startSendLoad } from './send-load.ts'
import { slowAnswer, troubleWhatsApp } from './trouble-whatsapp.ts'
import { startWebhookLoad } from './webhook-load.ts'

const STEPS = 8
const SECONDS = 1_000
const HOURS = 3_600 * SECONDS

faultTest(
  'The clock steps back, and forth again or not, and neither order nor counts depend on it',
  { rounds: 2 },
  async (installation, random) => {
    const { simulator, ledger, seat } = installation
    const roomIds = await installation.openRooms()
    await troubleWhatsApp(simulator, random, [slowAnswer], 500)
    const loads = [
      startWebhookLoad(installation, { random }),
      startSendLoad(installation, { roomIds, random, pause: 200 }),
    ]
    for (let step = 0; step < STEPS; step += 1) {
      await untilFurther(ledger, random.whole(20, 120))
      const back = random.pick([random.whole(1, 30) * SECONDS, random.whole(1, 3) * HOURS])
      seat.moveClock(random.chance(0.6) ? -back : 0)
    }
    return loads
  },
)
