import { makeListTemplates, type UnitOfWork } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness } from '../../builders/a-business.ts'
import { aTemplate, storeTemplates } from '../../builders/a-template.ts'

const any = { name: null, language: null, status: null }

export const listTemplatesScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`${adapter}: list templates`, () => {
    test('shows those of our account, page by page', async () => {
      const business = aBusiness(await makeUnitOfWork())
      const { unitOfWork, number } = business
      const list = makeListTemplates(business)
      const [a, b] = [aTemplate({ name: 'a' }), aTemplate({ name: 'b', status: 'PAUSED' })]
      await storeTemplates(unitOfWork, number.businessAccountId, [b, a])
      await storeTemplates(unitOfWork, '299999999999999', [aTemplate()])
      const first = (await list({ filter: any, page: { limit: 1, cursor: null } }))._unsafeUnwrap()
      expect(first.data).toEqual([a])
      const second = (await list({ filter: any, page: { limit: 1, cursor: first.nextCursor } }))._unsafeUnwrap()
      expect(second).toEqual({ data: [b], nextCursor: null })
      const paused = { filter: { ...any, status: 'PAUSED' }, page: { limit: 100, cursor: null } }
      expect((await list(paused))._unsafeUnwrap().data).toEqual([b])
    })
  })
}
