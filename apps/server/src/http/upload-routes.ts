import type { MediaId, UploadMedia } from '@boztell/core'
import { Hono } from 'hono'
import { okAsync } from 'neverthrow'
import { fileBody, type FormNeeds } from './form-body.ts'
import type { Idempotent, MaySee } from './idempotent.ts'
import { describe } from './openapi/operation.ts'
import { refuse } from './problem.ts'
import type { RequestContext } from './request-context.ts'
import type { SignedIn } from './signed-in.ts'
import { uploadSchema, uploadView } from './views/upload-view.ts'

/** Keys are each user's own, and whoever uploaded a file may always see it. */
const maySee: MaySee = () => okAsync()

export const uploadRoutes = (
  { uploadMedia }: Readonly<{ uploadMedia: UploadMedia }>,
  form: FormNeeds,
  signedIn: SignedIn,
  idempotent: Idempotent,
) =>
  new Hono<RequestContext>().post(
    '/media',
    describe({ tag: 'Media', summary: 'Upload a file, to be sent by its id', answers: { 201: uploadSchema } }),
    signedIn,
    fileBody(form),
    idempotent(maySee),
    (c) => {
      const { viewer, resourceId, file } = c.var
      if (file === undefined) throw new Error('the form had no file')
      const { staged, filename } = file
      return uploadMedia({ viewer, id: resourceId as MediaId, staged, filename }).match(
        (held) => c.json(uploadView(held), 201),
        refuse(c),
      )
    },
  )
