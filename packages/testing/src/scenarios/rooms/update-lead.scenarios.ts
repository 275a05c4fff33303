import type { LeadId, UnitOfWork } from '@boztell/core'
import { SECOND, makeUpdateLead, notFound } from '@boztell/core'
import { err, ok } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { TEST_NOW, aClock } from '../../builders/a-clock.ts'
import { TEST_SCOPE } from '../../builders/a-lead.ts'
import { TEST_PHONE_NUMBER_ID } from '../../builders/a-room.ts'
import { anId } from '../../builders/an-id.ts'
import { stored } from '../../builders/store.ts'
import { dawdle } from '../../contracts/store-test.ts'
import { interposed, warmUp } from '../interposed.ts'
import { storeAssignedRoom } from './an-assigned-room.ts'

const aNumber = { phoneNumberId: TEST_PHONE_NUMBER_ID, businessAccountId: TEST_SCOPE }
const later = TEST_NOW + SECOND

const storedLead = async (unitOfWork: UnitOfWork, id: LeadId) =>
  (await stored(unitOfWork, ({ leads }) => leads.find([id])))[0]

export const updateLeadScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', { scope: 'file' }, () => makeUnitOfWork())
    .extend('updateLead', ({ unitOfWork }) => makeUpdateLead({ unitOfWork, clock: aClock(later), numbers: [aNumber] }))

  describe(`Updating a lead, on ${adapter}`, () => {
    test('gives them a name that is ours from then on', async ({ unitOfWork, updateLead }) => {
      const { lead, admin, supervisor, agent } = await storeAssignedRoom(unitOfWork, {}, { nameIsOurs: false })

      for (const viewer of [admin, supervisor, agent]) {
        const named = { ...lead, name: `Bu Siti (${viewer.role})`, nameIsOurs: true, updatedAt: later }
        expect(await updateLead({ viewer, leadId: lead.id, name: named.name })).toEqual(ok(named))
        expect(await storedLead(unitOfWork, lead.id)).toEqual(named)
      }
    })

    test('leaves alone what else becomes known of them at the same moment', async ({ unitOfWork }) => {
      const { lead, agent } = await storeAssignedRoom(unitOfWork, {}, { username: null })
      await warmUp(unitOfWork, 2)
      const learn = () =>
        stored(unitOfWork, ({ leads }) =>
          leads.lock([lead.id]).andThen((known) => leads.save(known.map((now) => ({ ...now, username: 'siti' })))),
        )
      const learning: Promise<unknown>[] = []
      const learnedInBetween = interposed(unitOfWork, (stores) => ({
        leads: {
          ...stores.leads,
          save: (leads) => {
            learning.push(learn())
            return dawdle(stores).andThen(() => stores.leads.save(leads))
          },
        },
      }))
      const updateLead = makeUpdateLead({ unitOfWork: learnedInBetween, clock: aClock(later), numbers: [aNumber] })
      expect((await updateLead({ viewer: agent, leadId: lead.id, name: 'Bu Siti' })).isOk()).toBe(true)
      await Promise.all(learning)

      expect(await storedLead(unitOfWork, lead.id)).toMatchObject({ name: 'Bu Siti', username: 'siti' })
    })

    test('touches nothing if no name is given', async ({ unitOfWork, updateLead }) => {
      const { lead, agent } = await storeAssignedRoom(unitOfWork)

      expect(await updateLead({ viewer: agent, leadId: lead.id })).toEqual(ok(lead))
      expect(await storedLead(unitOfWork, lead.id)).toEqual(lead)
    })

    test('knows of no such lead for who may not see one of their rooms', async ({ unitOfWork, updateLead }) => {
      const { lead, admin, strangers } = await storeAssignedRoom(unitOfWork)
      const nobody = anId<LeadId>()

      expect(await updateLead({ viewer: admin, leadId: nobody, name: 'X' })).toEqual(err(notFound('lead', nobody)))
      for (const viewer of strangers) {
        expect(await updateLead({ viewer, leadId: lead.id, name: 'X' })).toEqual(err(notFound('lead', lead.id)))
      }
      expect(await storedLead(unitOfWork, lead.id)).toEqual(lead)
    })
  })
}
