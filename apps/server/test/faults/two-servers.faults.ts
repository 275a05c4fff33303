import { faultTest, untilFurther } from './fault-test.ts'
import { startReadLoad } from './read-load.ts'
import { startSendLoad } from './send-load.ts'
import { slowAnswer, troubleWhatsApp } from './trouble-whatsapp.ts'
import { startWebhookLoad } from './webhook-load.ts'

const KILLS = 4

faultTest(
  'Two servers share one database, and what one leaves behind when it is killed the other one ends',
  { rounds: 2, servers: 2 },
  async (installation, random) => {
    const { simulator, ledger, seats } = installation
    const roomIds = await installation.openRooms()
    await troubleWhatsApp(simulator, random, [slowAnswer], 600)
    const loads = [
      startWebhookLoad(installation, { random }),
      startSendLoad(installation, { roomIds, random, pause: 200 }),
      startReadLoad(installation, { random }),
    ]
    for (let kill = 0; kill < KILLS; kill += 1) {
      await untilFurther(ledger, random.whole(20, 150))
      const seat = random.pick(seats)
      await seat.kill()
      await untilFurther(ledger, random.whole(0, 60))
      await seat.start()
    }
    return loads
  },
)
