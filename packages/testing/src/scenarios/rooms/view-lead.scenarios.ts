import type { LeadId, UnitOfWork } from '@boztell/core'
import { makeViewLead, notFound } from '@boztell/core'
import { err, ok } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { anId } from '../../builders/an-id.ts'
import { storeAssignedRoom } from './an-assigned-room.ts'

export const viewLeadScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', { scope: 'file' }, () => makeUnitOfWork())

  describe(`Viewing a lead, on ${adapter}`, () => {
    test('shows them to who may see a room of theirs', async ({ unitOfWork }) => {
      const { lead, admin, supervisor, agent } = await storeAssignedRoom(unitOfWork)
      const viewLead = makeViewLead({ unitOfWork })

      for (const viewer of [admin, supervisor, agent]) {
        expect(await viewLead({ viewer, leadId: lead.id })).toEqual(ok(lead))
      }
    })

    test('knows of no such lead for anybody else', async ({ unitOfWork }) => {
      const { lead, admin, strangers } = await storeAssignedRoom(unitOfWork)
      const viewLead = makeViewLead({ unitOfWork })
      const nobody = anId<LeadId>()

      expect(await viewLead({ viewer: admin, leadId: nobody })).toEqual(err(notFound('lead', nobody)))
      for (const viewer of strangers) {
        expect(await viewLead({ viewer, leadId: lead.id })).toEqual(err(notFound('lead', lead.id)))
      }
    })
  })
}
