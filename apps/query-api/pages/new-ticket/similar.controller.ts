import { Body, Controller, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { dangerWords } from '#libs/categorizer/danger.js';
import { KnownPlaces } from '../../queries/known-places.js';
import { forms, type Form } from '../../commands/forms.js';
import { Page } from '../../render/page.js';
import { PageInterceptor } from '../../render/page.interceptor.js';
import { texts } from '../../render/texts.js';
import { CurrentRequester, type Requester } from '../../request/requester.decorator.js';
import { presentSimilar } from '../shared/similar.presenter.js';
import { Similar } from '../shared/similar.js';

/** While somebody writes: was it reported already, and who will get it? */
@ApiExcludeController()
@UseInterceptors(PageInterceptor)
@Controller('tickets/similar')
export class SimilarController {
  constructor(
    private readonly similar: Similar,
    private readonly places: KnownPlaces,
  ) {}

  // Not GET: a long text in many bytes does not fit an address.
  @Post()
  @HttpCode(200)
  async show(
    @CurrentRequester() requester: Requester,
    @Body({ schema: forms.similar }) { description, place, found, offered }: Form<'similar'>,
  ): Promise<Page> {
    const text = description.slice(0, 4000);
    const alike = text.trim().length > 5 ? await this.similar.find(text) : [];
    const named = place.trim() ? undefined : this.places.find(text);
    return new Page('similar', {
      title: texts(requester.locale)('new.title'),
      nav: 'new',
      keepTitle: true,
      partials: [{ name: 'similar' }, { name: 'similar-forms' }, { name: 'found-place' }],
      data: {
        similar: presentSimilar(alike),
        preview: this.similar.preview(text),
        danger: dangerWords(text).length > 0,
        // Taken away once, it stays away.
        found: named && { ...named, taken: named.code !== offered || named.code === found },
      },
    });
  }
}
