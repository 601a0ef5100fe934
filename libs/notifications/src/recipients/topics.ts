import { NOTIFICATION_TOPICS, type NotificationTopic, type PeopleChannel } from '@purser/contracts';

/** Every topic, in the order they are shown. */
export const TOPICS = Object.keys(NOTIFICATION_TOPICS) as NotificationTopic[];

export const PEOPLE_CHANNELS = ['email', 'in_app'] as const satisfies PeopleChannel[];
