import { startSimulator } from '@boztell/simulator'
import { allBytes, type MediaUploaderFixture, mediaUploaderContract, TEST_PHONE_NUMBER_ID } from '@boztell/testing'
import { afterAll } from 'vitest'
import { createGraphApi, createWhatsAppMediaSource, createWhatsAppMediaUploader } from '../src/index.ts'

const closing: (() => Promise<void>)[] = []
afterAll(() => Promise.all(closing.map((close) => close())))

const startUploader = async (): Promise<MediaUploaderFixture> => {
  const simulator = await startSimulator()
  closing.push(() => simulator.close())
  await simulator.control.configure({ phoneNumberId: TEST_PHONE_NUMBER_ID })
  const graphAt = (baseUrl: string) => {
    const graph = createGraphApi({ baseUrl, version: 'v26.0', token: simulator.token, deadlines: { answer: 2_000 } })
    closing.unshift(() => graph.close())
    return graph
  }
  const graph = graphAt(simulator.url)
  return {
    uploader: createWhatsAppMediaUploader(graph),
    uploaded: async (whatsappMediaId) => {
      const source = createWhatsAppMediaSource(graph)
      const found = (await source.open({ whatsappMediaId, phoneNumberId: TEST_PHONE_NUMBER_ID }))._unsafeUnwrap()
      return { bytes: await allBytes(found.content), mimeType: found.mimeType ?? '' }
    },
    unreachable: async () => {
      const gone = await startSimulator()
      await gone.close()
      return createWhatsAppMediaUploader(graphAt(gone.url))
    },
  }
}

mediaUploaderContract('whatsapp-cloud', startUploader)
