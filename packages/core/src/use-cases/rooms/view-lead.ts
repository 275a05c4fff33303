import type { ResultAsync } from 'neverthrow'
import type { NotFound, Unavailable } from '../../errors.ts'
import type { Lead, LeadId } from '../../lead/lead.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { User } from '../../user/user.ts'
import { findVisibleLead } from './find-visible-lead.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork }>

export type ViewLeadError = NotFound | Unavailable

export type ViewLead = (command: Readonly<{ viewer: User; leadId: LeadId }>) => ResultAsync<Lead, ViewLeadError>

export const makeViewLead =
  ({ unitOfWork }: Needs): ViewLead =>
  ({ viewer, leadId }) =>
    unitOfWork.run((stores) => findVisibleLead(stores, viewer, leadId))
