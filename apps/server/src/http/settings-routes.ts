import {
  assignmentSettingsSchema,
  autoReplySettingsSchema,
  type UpdateSettings,
  type ViewSettings,
} from '@boztell/core'
import { Hono } from 'hono'
import { originOf } from './client-address.ts'
import { jsonBody } from './json-body.ts'
import { describe } from './openapi/operation.ts'
import { refuse } from './problem.ts'
import type { RequestContext } from './request-context.ts'
import type { SignedIn } from './signed-in.ts'

export type SettingsUseCases = Readonly<{ viewSettings: ViewSettings; updateSettings: UpdateSettings }>

const tag = 'Settings'

export const settingsRoutes = ({ viewSettings, updateSettings }: SettingsUseCases, signedIn: SignedIn) =>
  new Hono<RequestContext>()
    .get(
      '/settings/auto-reply',
      describe({ tag, summary: 'What is answered by itself, and when', answers: { 200: autoReplySettingsSchema } }),
      signedIn,
      (c) =>
        viewSettings({ viewer: c.var.viewer, kind: 'auto_reply' }).match(
          (settings) => c.json(settings, 200),
          refuse(c),
        ),
    )
    .put(
      '/settings/auto-reply',
      describe({ tag, summary: 'Replace these settings', answers: { 200: autoReplySettingsSchema } }),
      signedIn,
      jsonBody(autoReplySettingsSchema),
      (c) =>
        updateSettings({
          viewer: c.var.viewer,
          origin: originOf(c),
          kind: 'auto_reply',
          settings: c.req.valid('json'),
        }).match((settings) => c.json(settings, 200), refuse(c)),
    )
    .get(
      '/settings/assignment',
      describe({ tag, summary: 'Who gets rooms by themselves', answers: { 200: assignmentSettingsSchema } }),
      signedIn,
      (c) =>
        viewSettings({ viewer: c.var.viewer, kind: 'assignment' }).match(
          (settings) => c.json(settings, 200),
          refuse(c),
        ),
    )
    .put(
      '/settings/assignment',
      describe({ tag, summary: 'Replace these settings', answers: { 200: assignmentSettingsSchema } }),
      signedIn,
      jsonBody(assignmentSettingsSchema),
      (c) =>
        updateSettings({
          viewer: c.var.viewer,
          origin: originOf(c),
          kind: 'assignment',
          settings: c.req.valid('json'),
        }).match((settings) => c.json(settings, 200), refuse(c)),
    )
