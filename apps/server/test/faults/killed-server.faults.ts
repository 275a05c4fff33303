import { faultTest, untilFurther } from './fault-test.ts'
import type { Installation } from './installation.ts'
import type { Ledger } from './ledger.ts'
import type { Randomness } from './randomness.ts'
import { startReadLoad } from './read-load.ts'
import { startSendLoad } from './send-load.ts'
import { slowAnswer, troubleWhatsApp } from './trouble-whatsapp.ts'
import { startWebhookLoad } from './webhook-load.ts'

/** In each of two rounds. */
const KILLS = 10
const MINUTES = 60_000

type Moment = Readonly<{ after: keyof Ledger['acknowledged']; atMost: number }>

/** Kills each time after some further answers; often the claims of the dead process have run out when the next one starts. */
const killAgainAndAgain = async ({ seat, ledger }: Installation, random: Randomness, { after, atMost }: Moment) => {
  for (let left = KILLS; left > 0; left -= 1) {
    await untilFurther(ledger, random.whole(1, atMost), [after])
    await seat.kill()
    if (random.chance(0.6)) seat.moveClock(seat.clockOffset() + 3 * MINUTES)
    await seat.start()
  }
}

faultTest(
  'Killed while webhooks come, the server has all that it acknowledged',
  { rounds: 2 },
  async (installation, random) => {
    const loads = [startWebhookLoad(installation, { random, connections: 16 }), startReadLoad(installation, { random })]
    await killAgainAndAgain(installation, random, { after: 'webhooks', atMost: 120 })
    return loads
  },
)

faultTest(
  'Killed while it delivers, the server sends nothing twice and forgets nothing',
  { rounds: 2 },
  async (installation, random) => {
    const roomIds = await installation.openRooms()
    await troubleWhatsApp(installation.simulator, random, [slowAnswer], 500)
    const load = startSendLoad(installation, { roomIds, random })
    await killAgainAndAgain(installation, random, { after: 'sends', atMost: 50 })
    return [load]
  },
)
