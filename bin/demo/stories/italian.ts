import { always, type Story, to } from './story.js';

export const italian: readonly Story[] = [
  {
    category: 'facility-management',
    pace: 'days',
    language: 'it',
    others: 0.5,
    openings: [
      'Il termosifone in {room} è freddo da due giorni, lavoriamo con il cappotto.',
      'La porta dell’aula {room} non si chiude più.',
      'Perde il rubinetto nel bagno al piano di {room}, c’è acqua dappertutto.',
      'Nell’aula {room} ci sono tre sedie rotte e una sta in piedi per miracolo.',
      'luce rotta nel corridoio davanti a {room}',
    ],
    talks: [
      always(
        'h: {hello} grazie della segnalazione, il tecnico passa oggi pomeriggio.',
        'h: Riparato. Se succede di nuovo ci scriva pure qui.',
        'u: Perfetto, grazie mille!',
      ),
      always('h: Sistemato questa mattina.', 'u: Grazie!'),
      to(
        /termosifone|rubinetto|luce/,
        'u: Novità?',
        'h: Ci scusi, aspettavamo il pezzo di ricambio: è arrivato oggi.',
        'h: Montato, ora funziona.',
      ),
    ],
    again: ['Il termosifone in {room} è di nuovo freddo.'],
  },
  {
    category: 'technical-it',
    pace: 'hours',
    language: 'it',
    others: 0.7,
    openings: [
      'Il proiettore in {hall} non si accende, la lezione comincia alle 14.',
      'La rete wifi in {room} cade continuamente.',
      'Non riesco ad accedere alla posta elettronica, dice password errata ma è giusta.',
      'La stampante {printer} si inceppa ad ogni foglio.',
      'Sul portale degli esami non trovo più il corso di Diritto privato, eppure l’iscrizione chiude domani.',
    ],
    talks: [
      to(
        /proiettore/,
        'h: {hello} arriva subito un collega.',
        'h: Il cavo era difettoso, sostituito.',
        'u: Grazie per la velocità!',
      ),
      to(
        /wifi|stampante|portale/,
        'h: Abbiamo riavviato tutto: può riprovare?',
        'u: Ora funziona, grazie.',
        'h: Bene, allora chiudiamo.',
      ),
      to(/posta/, 'h: L’account era bloccato, ora è di nuovo attivo.', 'u: Confermo, entro.'),
    ],
  },
  {
    category: 'services-complaints',
    pace: 'day',
    language: 'it',
    others: 0.8,
    openings: [
      'In mensa oggi la pasta era fredda e la fila lunghissima, solo una cassa aperta.',
      'La segreteria non risponde al telefono da una settimana.',
      'Il distributore di caffè in {building} si è mangiato un euro.',
      'Ho restituito il libro in tempo ma la biblioteca mi chiede una multa di 8 euro.',
    ],
    talks: [
      to(/distributore/, 'h: Il Suo euro La aspetta in portineria.', 'u: Ritirato, grazie!'),
      to(
        /fila|segreteria/,
        'h: {hello} ci dispiace. Abbiamo avvisato il responsabile del servizio.',
        'h: Da lunedì ci sarà una seconda persona.',
        'u: Ottimo, grazie.',
      ),
      to(/multa/, 'h: La multa è stata annullata: aveva ragione Lei.', 'u: Grazie, molto gentili.'),
    ],
  },
];
