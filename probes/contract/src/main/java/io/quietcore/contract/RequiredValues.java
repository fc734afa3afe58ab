package io.quietcore.contract;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

/**
 * Refuses JSON's {@code null} for what a record does not declare {@link Nullable}, and as an element of its lists, arrays and
 * maps. NullAway relies on the same annotations when it compiles the code that uses the record.
 */
final class RequiredValues extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
        AnnotatedType type = component(annotated);
        if (type == null) {
            return super.findSetterInfo(config, annotated);
        }
        return JsonSetter.Value.construct(nulls(type), contentNulls(type));
    }

    private static @Nullable AnnotatedType component(Annotated annotated) {
        if (!(annotated instanceof AnnotatedMember member)
                || !member.getDeclaringClass().isRecord()) {
            return null;
        }
        RecordComponent[] components = member.getDeclaringClass().getRecordComponents();
        if (annotated instanceof AnnotatedParameter parameter) {
            boolean canonical = parameter.getOwner().getParameterCount() == components.length;
            return canonical ? components[parameter.getIndex()].getAnnotatedType() : null;
        }
        for (RecordComponent each : components) {
            if (each.getName().equals(annotated.getName())) {
                return each.getAnnotatedType();
            }
        }
        return null;
    }

    private static Nulls nulls(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class) ? Nulls.DEFAULT : Nulls.FAIL;
    }

    /** What holds anything at all, such as a user's own metadata, may hold null. */
    private static Nulls contentNulls(AnnotatedType type) {
        if (type instanceof AnnotatedArrayType array) {
            return nulls(array.getAnnotatedGenericComponentType());
        }
        if (type instanceof AnnotatedParameterizedType generic) {
            AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
            AnnotatedType content = arguments[arguments.length - 1];
            return content.getType() == Object.class ? Nulls.DEFAULT : nulls(content);
        }
        return Nulls.DEFAULT;
    }
}
