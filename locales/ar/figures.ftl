# الأرقام.
figures-title = الأرقام
figures-none = لم تُنشر أرقام بعد. تظهر الأولى بعد أول ربع سنة.
figures-method-link = كيف تُعدّ هذه الأرقام
figures-quarters = بحسب ربع السنة
figures-quarters-text = كل الجداول. ربع السنة هنا ثلاثة عشر أو أربعة عشر أسبوعًا. تظهر أرقامه بعد خمسة عشر يومًا من نهايته.
figures-weeks = بحسب الأسبوع
figures-weeks-text = عدد التصريحات فقط.
figures-weeks-older = أسابيع سابقة
figures-data-title = العمل بالأرقام
figures-data = لكل إصدار ملفات للتنزيل. قائمة كل الإصدارات في
number-about =
    { $n ->
        [one] نحو تصريح واحد ({ $n })
        [two] نحو تصريحين ({ $n })
        [few] نحو { $n } تصريحات
        [many] نحو { $n } تصريحًا
       *[other] نحو { $n } تصريح
    }
number-margin = هامش الخطأ { $margin } زيادةً ونقصانًا، في 95 من 100 حالة. نُشر في { $day }.
number-hidden = التصريحات ما زالت قليلة جدًا لعرضها
release-title = أرقام { $period }
release-back = كل الأرقام
release-published = نُشر في { $day }.
release-contents = الجداول في هذه الصفحة
release-reading = الأعداد مقرّبة إلى خمسة. وبجانبها هامش الخطأ: في 95 من 100 حالة يقع العدد الحقيقي داخله.
release-hidden-rows =
    { $n ->
        [one] صف آخر واحد ({ $n }) لا يُعرض عدده
        [two] صفان آخران ({ $n }) لا يُعرض عددهما
        [few] { $n } صفوف أخرى لا تُعرض أعدادها
       *[other] { $n } صفًا آخر لا تُعرض أعدادها
    }
release-hidden = الشرطة تعني: لا أحد، أو قليل، أو غير مؤكد بما يكفي لعرضه. أي الثلاثة هو لا يمكن أن يُرى، وذلك عن قصد.
release-files = الملفات
release-files-text = هذا الإصدار لا يتغير أبدًا. بمجاميع التحقق والتوقيع يمكنك أن تتأكد من ذلك.
column-count = العدد
column-margin = هامش الخطأ
cell-hidden = لا يُعرض
table-all = كل التصريحات
table-total = عدد التصريحات
table-nationality = بحسب الجنسية
table-region = بحسب جزء العالم
table-region_province = بحسب جزء العالم والمقاطعة
table-region_province-note = أعداد هذا الجدول لا يلزم أن تطابق مجموع الجداول الأخرى، لأن لكل جدول تشويشًا خاصًا به.
table-province = بحسب المقاطعة
table-birth_cohort = بحسب العمر عند تقديم التصريح
table-main_reason = بحسب أهم سبب
table-tried = بحسب محاولة ترك الجنسية
table-acquired = بحسب طريقة الحصول على الجنسية
dimension-all = ماذا
dimension-nationality = الجنسية
dimension-region = جزء العالم
dimension-province = المقاطعة
dimension-birth_cohort = العمر
dimension-main_reason = أهم سبب
dimension-tried = المحاولة
dimension-acquired = كيف حُصل عليها
caveat-corrects = هذا يصحّح شكل { $release }، من الأرقام نفسها: { $reason }
figures-late = كان موعد أرقام { $release } في { $day } وقد تأخرت. ما سيظهر لا يعتمد على اليوم: يُسحب التشويش مرة واحدة، ولا يُسحب بعدها أبدًا.
figures-held = موعد أرقام { $release } هو { $day }. المؤسسة تؤجلها الآن، وتكتب السبب: { $reason }
