import { always, type Language, type Talk } from './story.js';

/** What can be said about anything, where no other conversation fits. */
export const EVERYDAY: Readonly<Record<Language, readonly Talk[]>> = {
  en: [
    always('h: {hello} thank you, we are on it.', 'h: Done.', 'u: Thank you!'),
    always('h: Done. Please write here if anything is still not right.'),
    always('h: {hello} a colleague takes care of it {weekday}.', 'h: It is done.', 'u: Perfect, thanks.'),
    always('h: Thank you for telling us. This has been put right.', 'u: Great, thanks.'),
  ],
  it: [
    always('h: {hello} grazie, ce ne occupiamo subito.', 'h: Fatto.', 'u: Grazie mille.'),
    always('h: Risolto, grazie della segnalazione.'),
  ],
  de: [
    always('h: {hello} danke, wir kümmern uns darum.', 'h: Erledigt.', 'u: Vielen Dank!'),
    always('h: Ist erledigt, danke für den Hinweis.'),
  ],
};
