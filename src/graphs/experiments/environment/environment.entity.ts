import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Key, Stamped } from '../../columns';
import { encodeId } from '../../global-id';
import { PlainField } from '../../plain-field';
import { DateTime, Json } from '../../scalars';
import { Reads } from '../../selection';

@Directive('@key(fields: "id")')
@ObjectType({ description: 'What a program needs around it, under a name that experiments refer to.', simpleResolvers: true })
@Entity('environment')
export class Environment {
  @Reads<Environment>('number')
  @PlainField(() => ID, { description: 'Opaque and stable.' })
  get id(): string { return encodeId('en', this.number); }

  @Field(() => Int, { description: 'Counter, from 1.' })
  @Key() number: number;

  @Field({ description: 'Unique.' })
  @Column('text') name: string;

  @Field(() => String, { nullable: true, description: 'Image of its container, kept for engines that use one; null without.' })
  @Column('text', { nullable: true }) image: string | null;

  @Field(() => String, { nullable: true, description: 'Image as the kernel description names it; null without.' })
  @Column('text', { name: 'docker_image', nullable: true }) dockerImage: string | null;

  @Field(() => Json, { nullable: true, description: 'Name, channels and packages of its kernel, as sent; null without.' })
  @Column('jsonb', { name: 'kernel_spec', nullable: true }) kernelSpec: object | null;

  @Field(() => String, { nullable: true, description: 'For people; null without.' })
  @Column('text', { nullable: true }) description: string | null;

  @Field(() => DateTime, { description: 'When it was stored.' })
  @Stamped('created_at') createdAt: string;
}
