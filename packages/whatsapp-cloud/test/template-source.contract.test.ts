import { startSimulator } from '@boztell/simulator'
import { type TemplateSourceFixture, templateSourceContract } from '@boztell/testing'
import { afterAll } from 'vitest'
import { createGraphApi, createWhatsAppTemplateSource } from '../src/index.ts'

const closing: (() => Promise<void>)[] = []
afterAll(() => Promise.all(closing.map((close) => close())))

const startSource = async (): Promise<TemplateSourceFixture> => {
  const simulator = await startSimulator()
  closing.push(() => simulator.close())
  const sourceAt = (baseUrl: string) => {
    const graph = createGraphApi({ baseUrl, version: 'v26.0', token: simulator.token, deadlines: { answer: 2_000 } })
    closing.unshift(() => graph.close())
    return createWhatsAppTemplateSource(graph)
  }
  return {
    source: sourceAt(simulator.url),
    businessAccountId: simulator.businessAccountId,
    put: async (templates) => {
      await simulator.control.clearTemplates()
      for (const { parameterFormat, quality, reason, ...template } of templates)
        await simulator.control.putTemplate({
          ...template,
          parameter_format: parameterFormat,
          ...(quality !== null && { quality_score: { score: quality } }),
          ...(reason !== null && { rejected_reason: reason }),
        } as Parameters<typeof simulator.control.putTemplate>[0])
    },
    unreachable: async () => {
      const gone = await startSimulator()
      await gone.close()
      return sourceAt(gone.url)
    },
  }
}

templateSourceContract('whatsapp-cloud', startSource)
