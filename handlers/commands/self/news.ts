import { noticeVerb } from '../notices.ts'

export const news = noticeVerb('news', 'Read what is new in the world.', 'There is no news.')
