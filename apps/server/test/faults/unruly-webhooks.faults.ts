import { faultTest, untilFurther } from './fault-test.ts'
import { aTextMessage, postWebhook, webhookOf } from '../post-webhook.ts'
import { startSendLoad } from './send-load.ts'
import { startWebhookLoad } from './webhook-load.ts'

faultTest(
  'Webhooks come twice, late, in reverse, in batches and over many connections to two servers, and count once',
  { rounds: 2, servers: 2 },
  async (installation, random) => {
    const { simulator, ledger, seats, customers } = installation
    await simulator.configure({ statusOrder: 'reversed' })
    const roomIds = await installation.openRooms()
    const habits = { doubled: 0.4, again: 0.4, late: 0.4, givenUp: 0, largest: 30 }
    const loads = [
      startWebhookLoad(installation, { random, connections: 16, habits }),
      startSendLoad(installation, { roomIds, random, perRoom: 10 }),
    ]
    for (let round = 0; round < 10; round += 1) {
      await untilFurther(ledger, random.whole(20, 80))
      const foreign = aTextMessage(random.pick(customers).waId, 'for another number')
      ledger.planted.push(String(foreign['id']))
      await postWebhook(random.pick(seats), webhookOf([foreign], '999999999999999'))
      for (const { id } of (await simulator.messages()).slice(-2))
        await simulator.reportStatuses(id, { statuses: ['sent', 'delivered'], copies: random.whole(1, 4) })
    }
    return loads
  },
)
