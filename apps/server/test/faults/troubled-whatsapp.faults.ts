import { faultTest, untilFurther } from './fault-test.ts'
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
} from './trouble-whatsapp.ts'
import { startWebhookLoad } from './webhook-load.ts'

const unpleasant = [brokenWhatsApp, cutAfterBody, cutBeforeBody, lateRefusal, refusal, slowAnswer, tooFast]

faultTest(
  'WhatsApp breaks, refuses and hangs up, and still gets everything at most once',
  { rounds: 2 },
  async (installation, random) => {
    const { simulator, ledger } = installation
    const roomIds = await installation.openRooms()
    await troubleWhatsApp(simulator, random, [...unpleasant, slowAnswer, slowAnswer], 200)
    await troubleWhatsApp(simulator, random, [noAnswer], 4)
    const loads = [
      startWebhookLoad(installation, { random, connections: 2 }),
      startSendLoad(installation, { roomIds, random, perRoom: 20 }),
    ]
    await untilFurther(ledger, 400, ['sends'])
    await untilFurther(ledger, 20)
    return loads
  },
)
