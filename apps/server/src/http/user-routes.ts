import {
  type CreateUser,
  createUserInput,
  forbidden,
  listQuery,
  type ListUsers,
  overseesAllRooms,
  type UpdateUser,
  updateUserInput,
  userIdSchema,
} from '@boztell/core'
import { Hono } from 'hono'
import { errAsync, okAsync } from 'neverthrow'
import { originOf } from './client-address.ts'
import type { Idempotent } from './idempotent.ts'
import { jsonBody } from './json-body.ts'
import { describe } from './openapi/operation.ts'
import { pathId } from './path-id.ts'
import { refuse } from './problem.ts'
import { query } from './query.ts'
import type { RequestContext } from './request-context.ts'
import type { SignedIn } from './signed-in.ts'
import { pageSchema, pageView } from './views/page-view.ts'
import { userSchema, userView } from './views/user-view.ts'

export type UserUseCases = Readonly<{ listUsers: ListUsers; createUser: CreateUser; updateUser: UpdateUser }>

const tag = 'Users'

export const userRoutes = (
  { listUsers, createUser, updateUser }: UserUseCases,
  signedIn: SignedIn,
  idempotent: Idempotent,
) =>
  new Hono<RequestContext>()
    .get(
      '/users',
      describe({ tag, summary: 'Everybody who works here, oldest first', answers: { 200: pageSchema(userSchema) } }),
      signedIn,
      query(listQuery),
      (c) => {
        const { limit, cursor = null } = c.req.valid('query')
        return listUsers({ viewer: c.var.viewer, page: { limit, cursor } }).match(
          (page) => c.json(pageView(page, userView), 200),
          refuse(c),
        )
      },
    )
    .post(
      '/users',
      describe({ tag, summary: 'Add an active user', answers: { 201: userSchema } }),
      signedIn,
      jsonBody(createUserInput),
      idempotent((viewer) => (overseesAllRooms(viewer) ? okAsync() : errAsync(forbidden('admin or supervisor')))),
      (c) =>
        createUser({ viewer: c.var.viewer, origin: originOf(c), ...c.req.valid('json') }).match(
          (user) => c.json(userView(user), 201),
          refuse(c),
        ),
    )
    .patch(
      '/users/:id',
      describe({ tag, summary: 'Activate, suspend, promote or rename a user', answers: { 200: userSchema } }),
      signedIn,
      jsonBody(updateUserInput),
      pathId('id', userIdSchema, 'user'),
      (c) =>
        updateUser({
          viewer: c.var.viewer,
          origin: originOf(c),
          userId: c.req.valid('param').id,
          ...c.req.valid('json'),
        }).match((user) => c.json(userView(user), 200), refuse(c)),
    )
