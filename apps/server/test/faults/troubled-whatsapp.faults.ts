import { faultTest } from './fault-test.ts'
import { startSendLoad } from './send-load.ts'
import {
  brokenWhatsApp,
  cutAfterBody,
  cutBeforeBody,
  lateRefusal,
  noAnswer,
  refusal,
  slowAnswer,
  tooFast,
  troubleWhatsApp,
  untilTroubleIsOver,
} from './trouble-whatsapp.ts'
import { startWebhookLoad } from './webhook-load.ts'

const unpleasant = [brokenWhatsApp, cutAfterBody, cutBeforeBody, lateRefusal, refusal, slowAnswer, slowAnswer, tooFast]
/** Longer than the server waits for an answer. */
const standstill = 25_000

faultTest(
  'WhatsApp breaks, refuses, hangs up and says nothing, and still gets everything at most once',
  { rounds: 2, standstill },
  async (installation, random) => {
    const { simulator } = installation
    const roomIds = await installation.openRooms()
    for (let turn = 0; turn < 3; turn += 1) {
      await troubleWhatsApp(simulator, random, unpleasant, random.whole(30, 60))
      await troubleWhatsApp(simulator, random, [noAnswer], 2)
    }
    const loads = [
      startWebhookLoad(installation, { random, connections: 2 }),
      startSendLoad(installation, { roomIds, random, perRoom: 20, pause: 400 }),
    ]
    await untilTroubleIsOver(simulator)
    return loads
  },
)
