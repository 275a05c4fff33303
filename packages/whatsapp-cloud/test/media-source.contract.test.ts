import { startSimulator } from '@boztell/simulator'
import { type MediaSourceFixture, mediaSourceContract, TEST_PHONE_NUMBER_ID } from '@boztell/testing'
import { afterAll } from 'vitest'
import { createGraphApi, createWhatsAppMediaSource } from '../src/index.ts'

const closing: (() => Promise<void>)[] = []
afterAll(() => Promise.all(closing.map((close) => close())))

const startSource = async (): Promise<MediaSourceFixture> => {
  const simulator = await startSimulator()
  closing.push(() => simulator.close())
  await simulator.control.configure({ phoneNumberId: TEST_PHONE_NUMBER_ID })
  const sourceAt = (baseUrl: string) => {
    const graph = createGraphApi({ baseUrl, version: 'v26.0', token: simulator.token, deadlines: { answer: 2_000 } })
    closing.unshift(() => graph.close())
    return createWhatsAppMediaSource(graph)
  }
  return {
    source: sourceAt(simulator.url),
    put: async ({ bytes, mimeType }) => {
      const base64 = Buffer.from(bytes).toString('base64')
      const { id } = await simulator.control.addMedia({ base64, mimeType, from: 'customer' })
      return id
    },
    unreachable: async () => {
      const gone = await startSimulator()
      await gone.close()
      return sourceAt(gone.url)
    },
  }
}

mediaSourceContract('whatsapp-cloud', startSource)
